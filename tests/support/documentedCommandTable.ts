/**
 * Who runs each documented command. `unit/docs/commands.test.ts` compares the table with the documents, so that a new command has to
 * be listed; a scenario runs the commands as they are written, and fails if it leaves out one of its own.
 */

/** Scenarios, each a part of a test file with the engine. */
export type Scenario = "stack" | "localAzure" | "adopt" | "secretsProvider" | "anyStack";

export const scenarioFiles: Readonly<Record<Scenario, string>> = {
  stack: "engine/documentedCommands.test.ts",
  localAzure: "engine/documentedLocalAzure.test.ts",
  adopt: "engine/adopt.test.ts",
  secretsProvider: "engine/secretsProvider.test.ts",
  anyStack: "engine/anyStack.test.ts",
};

export type Coverage =
  | { scenario: Scenario }
  /** A test that runs it by other means: `FILE › NAME`. */
  | { test: string }
  /** Why no test can run it. `stated`: what the documents state beside it. */
  | { notRun: string; stated?: RegExp };

const stack: Coverage = { scenario: "stack" };
const localAzure: Coverage = { scenario: "localAzure" };
const secretsProvider: Coverage = { scenario: "secretsProvider" };
const anyStack: Coverage = { scenario: "anyStack" };
const byTest = (test: string): Coverage => ({ test });
const ownApplication =
  "engine/ownApplication.test.ts › $form: the providers sign in as it, as Azure's error shows";
const notRun = (reason: string, stated?: RegExp): Coverage => ({ notRun: reason, stated });

/** Sections whose blocks a scenario runs from the first line to the last, but for lines that the table of commands has. */
export const documentedSections: Readonly<Record<string, Scenario>> = {
  "README.md#Deploy to Azure": "stack",
  "README.md#Check, connect, train": "stack",
  "README.md#Run on the local Azure": "localAzure",
  "docs/how-to/check-any-stack.md#List the integrations": "anyStack",
  "docs/how-to/check-any-stack.md#Check all of them": "anyStack",
  "docs/how-to/check-any-stack.md#Select one": "anyStack",
  "docs/how-to/adopt.md#2. List what Pulumi would create": "adopt",
  "docs/how-to/adopt.md#4. Import and preview": "adopt",
  "docs/how-to/rotate-the-key.md#Replace the key": "stack",
  "docs/how-to/encrypt-the-stacks-secrets.md#Rotate the encryption key": "secretsProvider",
  "docs/how-to/move-or-rename-a-stack.md#Move a stack to another backend": "stack",
  "docs/how-to/move-or-rename-a-stack.md#Rename a stack": "stack",
  "docs/how-to/move-or-rename-a-stack.md#Rename the project": "stack",
  "docs/how-to/uninstall.md#Remove the locks and delete everything": "stack",
  "docs/how-to/use-a-private-network.md#Create private endpoints": "stack",
  "docs/how-to/use-a-private-network.md#Close or limit the public endpoint": "stack",
  "docs/how-to/use-an-existing-account-or-vault.md#Name the resource": "stack",
  "docs/how-to/use-the-local-azure.md#Run your own program": "localAzure",
  "docs/tutorials/local-in-five-minutes.md#3. Look at what was deployed": "localAzure",
  "docs/tutorials/local-in-five-minutes.md#4. Train another model": "localAzure",
  "docs/tutorials/local-in-five-minutes.md#5. Compare both models": "localAzure",
};

const azureCli = "azure/azureCli.test.ts › ";
const converted = "unit/cli/trainingFileKinds.test.ts › $name is converted by the command of the message";
const findings =
  "engine/doctor.test.ts › finds that $what before a job does, and with its remedy the job succeeds";
const jobFiles =
  "azure/jobFile.test.ts › is requested with its training type and method, and is the same one from options, its file and itself";
const optsOut =
  "engine/automaticUpgrade.test.ts › is warned of, found, rolled back by up, prevented by doctor --fix, and does not happen again";
const methodJobs = "azure/methodsCli.test.ts › a job by %s is created once, and trained to its end";
const comparesJobs =
  "azure/report.test.ts › shows different settings first, then results, then what is the same";
const reportsJobs =
  "azure/report.test.ts › writes one page of all jobs, and replaces an existing file only with --force";
const notPublished = "the packages are not published yet";
const publishes =
  "unit/release/packages.test.ts › every tarball is published by the release's script, to a registry on this machine";
const fromGit =
  "engine/anyLanguagePackage.test.ts › is added to a YAML program, which deploys as the registry's page has it";
const runs = "engine/run.test.ts › returns the command's output and exit code";
const restores =
  "engine/recover.test.ts › writes nothing over a deployment that succeeded while it was looking, and its backup restores what it replaces";
const jobLife = "azure/jobLifeCli.test.ts › ";
const ownServer = "azure/syncCli.test.ts › %s: runs are logged there, and their links lead to %s";
const platform = "engine/consumer.test.ts › the platform stack of the examples deploys its teams";
const policyPackage =
  "engine/anyLanguagePolicies.test.ts › checks a program in YAML, and its state without the program";
const measures = "it measures this machine for minutes or hours";

export const documentedCommandTable: Readonly<Record<string, Coverage>> = {
  // Pulumi
  "pulumi cancel": stack,
  "pulumi config get wandbApiKey": byTest(
    "engine/secretsProvider.test.ts › that names the key's version outlives a rotation",
  ),
  "pulumi config rm …": stack,
  "pulumi logs decrypt FILE": byTest(
    "engine/secrecy.test.ts › leaves it where the documentation tells, and no line of it is the project's",
  ),
  "pulumi config set --path 'NAME.PROPERTY' VALUE": stack,
  "pulumi config set --path 'NAME[0]' VALUE": stack,
  "pulumi config set --path 'fineTuningPrincipals[0]' ada@contoso.com": stack,
  "pulumi config set --secret --path 'wandbApiKeys.research'": byTest(platform),
  "pulumi config set --secret wandbApiKey": stack,
  "pulumi config set --secret …": byTest(
    "unit/stack/settings.test.ts › pulumi config set --secret contoso-ml:wandbApiKey",
  ),
  "pulumi config set --type string": stack,
  "pulumi config set NAME VALUE": stack,
  "pulumi config set azure-native:location <value>": notRun("azure-native's own message, repeated as it is"),
  "pulumi config set diagnosticsWorkspaceId /subscriptions/…/workspaces/NAME": stack,
  "pulumi config set location swedencentral": stack,
  "pulumi config set … '……' '…'": stack,
  "pulumi config set --secret --path 'wandbApiKeys.product'": byTest(platform),
  "pulumi config set --secret --path 'wandbApiKeys.support'": byTest(platform),
  "pulumi install": byTest(fromGit),
  "pulumi package add": byTest(fromGit),
  "pulumi package add github.com/azure-openai-wandb/azure-openai-wandb/components@v0.2.0": byTest(fromGit),
  "pulumi stack init dev": stack,
  "pulumi stack output accountName": stack,
  "pulumi destroy": stack,
  "pulumi login": notRun(
    "it changes the sign-in of this machine's user, which PULUMI_BACKEND_URL overrides",
    /takes precedence/,
  ),
  "pulumi preview": stack,
  "pulumi preview --expect-no-changes": stack,
  "pulumi stack change-secrets-provider azurekeyvault://VAULT.vault.azure.net/keys/stacks/VERSION":
    secretsProvider,
  "pulumi stack change-secrets-provider passphrase": secretsProvider,
  "pulumi stack init prod --secrets-provider azurekeyvault://VAULT.vault.azure.net/keys/stacks/VERSION":
    secretsProvider,
  "jq '{version, deployment: .checkpoint.latest}' STACK-TIME.checkpoint.json > state.json": notRun(
    "the repository does not need jq: engine/recover.test.ts converts such a file in the same way",
  ),
  "pulumi stack export": byTest(
    "unit/cli/library.test.ts › returns what a stack has, with one run of Pulumi",
  ),
  "pulumi stack export --show-secrets": byTest(
    "unit/cli/library.test.ts › is read from its own secret, with one more run of Pulumi where the state has it encrypted",
  ),
  "pulumi stack export --version N --file state.json": notRun(
    "the tests have no Pulumi Cloud, which alone has the option",
    /Pulumi Cloud/,
  ),
  "pulumi stack import": stack,
  "pulumi stack import --file": byTest(restores),
  "pulumi stack import --file state.json": byTest(restores),
  "pulumi stack select NAME": stack,
  "pulumi state unprotect --all": byTest(
    "engine/protect.test.ts › is destroyed once its state is unprotected",
  ),
  "pulumi state unprotect URN": byTest(
    "engine/protect.test.ts › loses no principal either, until that role assignment is unprotected by itself",
  ),
  "pulumi policy analyze --stack dev --policy-pack policy": byTest(policyPackage),
  "pulumi policy publish ORG": notRun("it requires Pulumi Cloud", /requires Pulumi Cloud/),
  "pulumi preview --policy-pack node_modules/azure-openai-wandb-policy": byTest(policyPackage),
  "pulumi preview --policy-pack node_modules/azure-openai-wandb-policy --policy-pack-config policies.json":
    byTest(policyPackage),
  "pulumi preview --policy-pack policy": byTest(
    "engine/policyPack.test.ts › shows all violations of a preview at once, and a mandatory one fails it",
  ),
  "pulumi up --policy-pack node_modules/azure-openai-wandb-policy": byTest(policyPackage),
  "pulumi up": stack,
  "pulumi up --parallel 1": stack,
  "pulumi up -s dev": stack,
  "export PULUMI_BACKEND_URL=azblob://state": byTest(
    "engine/sharedBackend.test.ts › two people run up at once: the second is refused by the lock, and nothing is lost",
  ),

  // The CLI
  "npx azure-openai-wandb doctor": stack,
  "npx azure-openai-wandb doctor --cwd ../platform --stack dev --all": anyStack,
  "npx azure-openai-wandb doctor --stack acme/ml-platform/dev --integration research": anyStack,
  "npx azure-openai-wandb integrations --stack dev": anyStack,
  "npx azure-openai-wandb integrations --cwd ../platform --stack dev --json": anyStack,
  "npx azure-openai-wandb doctor --entity NAME": byTest(findings),
  "npx azure-openai-wandb doctor --fix": byTest(optsOut),
  "npx azure-openai-wandb doctor --model M --tier T": byTest(findings),
  "npx azure-openai-wandb doctor --resource-group rg --account openai --vault kv --json": stack,
  "npx azure-openai-wandb doctor --stack dev": stack,
  "npx azure-openai-wandb doctor --stack dev --model gpt-4.1-mini --tier globalstandard": stack,
  "npx azure-openai-wandb finetune FILE --model gpt-4.1-mini": stack,
  "npx azure-openai-wandb COMMAND": notRun("it stands for each command of the page, which have rows"),
  "npx azure-openai-wandb finetune training.jsonl --validation-file validation.jsonl --stack dev --project support":
    stack,
  "npx azure-openai-wandb finetune attach JOB": stack,
  "npx azure-openai-wandb finetune cancel JOB": stack,
  "npx azure-openai-wandb finetune examples/training.jsonl": byTest(
    "engine/documentedLocalAzure.test.ts › npm start runs the quickstart to the loss curve",
  ),
  "npx azure-openai-wandb finetune examples/training.jsonl --stack dev --project support": byTest(
    "engine/finetune.test.ts › from the W&B integration to the job, whose metrics are at W&B",
  ),
  "npx azure-openai-wandb finetune": byTest(findings),
  "npx azure-openai-wandb finetune --file FILE": byTest(jobFiles),
  "npx azure-openai-wandb finetune --file job.yaml": byTest(jobFiles),
  "npx azure-openai-wandb finetune --file …": byTest(jobFiles),
  "npx azure-openai-wandb finetune --file job.yaml --epochs 5": byTest(jobFiles),
  "npx azure-openai-wandb finetune init --from-job ftjob-…": byTest(jobFiles),
  "npx azure-openai-wandb finetune init train.jsonl --epochs 3 --output job.yaml": byTest(jobFiles),
  "npx azure-openai-wandb files list": byTest(
    `${jobLife}list shows files of every purpose with status and size, newest first`,
  ),
  "npx azure-openai-wandb files delete …": byTest(
    "azure/fileImport.test.ts › is imported again after its file was deleted, and another version of a blob is another file",
  ),
  "npx azure-openai-wandb finetune URL": byTest(
    "azure/fileImport.test.ts › is imported, trained with, and neither imported nor trained again with another signature",
  ),
  "npx azure-openai-wandb files delete file-… file-…": byTest(
    `${jobLife}delete deletes each once, and tells those that do not exist after the others are deleted`,
  ),
  "npx azure-openai-wandb finetune checkpoints JOB": byTest(
    `${jobLife}has its checkpoints listed by step, and the one with the lowest validation loss is marked`,
  ),
  "npx azure-openai-wandb finetune checkpoints copy ftjob-… 200 --to /subscriptions/…/accounts/NAME --region westus3":
    byTest(
      "azure/checkpointCopy.test.ts › arrives in the other account under the same name, and is trained further there",
    ),
  "npx azure-openai-wandb finetune deploy JOB": byTest(
    `${jobLife}creates the deployment of a job's model, waits until it answers, and tells its capacity, price and life`,
  ),
  "npx azure-openai-wandb finetune deploy JOB --stack dev": byTest(
    `${jobLife}creates the deployment of a job's model, waits until it answers, and tells its capacity, price and life`,
  ),
  "npx azure-openai-wandb finetune deploy JOB --checkpoint 200 --sku DeveloperTier": byTest(
    `${jobLife}deploys a checkpoint by its step, and its model by name`,
  ),
  "npx azure-openai-wandb finetune deploy JOB --print-config": byTest(
    `${jobLife}prints the stack's setting instead, and creates nothing`,
  ),
  "npx azure-openai-wandb finetune pause JOB": byTest(
    `${jobLife}is paused and resumed, and a change that its status does not allow is refused in Azure's words`,
  ),
  "npx azure-openai-wandb finetune resume JOB": byTest(
    `${jobLife}is paused and resumed, and a change that its status does not allow is refused in Azure's words`,
  ),
  "npx azure-openai-wandb finetune compare JOB": byTest(comparesJobs),
  "npx azure-openai-wandb finetune compare JOB JOB2": byTest(comparesJobs),
  "npx azure-openai-wandb finetune compare JOB ftjob-…": byTest(comparesJobs),
  "npx azure-openai-wandb finetune report JOB": byTest(reportsJobs),
  "npx azure-openai-wandb finetune report JOB --open": notRun("it opens a browser"),
  "npx azure-openai-wandb finetune report JOB JOB2 --open": notRun("it opens a browser"),
  "npx azure-openai-wandb finetune list": stack,
  "npx azure-openai-wandb finetune models": byTest(
    "azure/jobFile.test.ts › that the account can train are listed with their training types, methods and dates",
  ),
  "npx azure-openai-wandb finetune preferences.jsonl --method dpo --beta 0.1": byTest(methodJobs),
  "npx azure-openai-wandb finetune puzzles.jsonl --validation-file valid.jsonl --grader grader.json --model o4-mini":
    byTest(methodJobs),
  "npx azure-openai-wandb finetune puzzles.jsonl --validation-file valid.jsonl --grader grader.yaml --model o4-mini":
    byTest(methodJobs),
  "npx azure-openai-wandb finetune show JOB": stack,
  "npx azure-openai-wandb finetune train.jsonl --validation-file valid.jsonl": byTest(
    "engine/documentedCommands.test.ts › fine-tune, and list, follow, show, sync and cancel jobs",
  ),
  "npx azure-openai-wandb finetune train.jsonl --validation-file valid.jsonl --model gpt-4.1-nano --tier globalstandard --seed 1":
    stack,
  "npx azure-openai-wandb finetune … --tier …": byTest(findings),
  "npx azure-openai-wandb link": stack,
  "npx azure-openai-wandb link --assumed-endpoint": stack,
  "npx azure-openai-wandb link --stack dev": stack,
  "npx azure-openai-wandb link --stack dev --open": notRun("it opens a browser", /opens the portal|--open$/m),
  "npx azure-openai-wandb recover": stack,
  "npx azure-openai-wandb recover --stack dev --unlock": stack,
  "npx azure-openai-wandb recover --unlock": byTest(
    "engine/recover.test.ts › during the creation of the %s imports what Azure has, and pulumi up continues",
  ),
  "npx azure-openai-wandb sync": byTest(
    "engine/finetune.test.ts › sync logs a job while it runs, again, and when it is finished, each row once",
  ),
  "npx azure-openai-wandb sync JOB --endpoint https://NAME.openai.azure.com/ --follow": stack,
  "npx azure-openai-wandb sync JOB": stack,
  "npx azure-openai-wandb sync JOB --follow": byTest(ownServer),
  "export WANDB_BASE_URL=https://acme.wandb.io": byTest(ownServer),
  "npx azure-openai-wandb validate FILE": stack,
  "npx azure-openai-wandb validate examples/training.jsonl": stack,
  "npx azure-openai-wandb validate train.jsonl --validation-file valid.jsonl --method dpo --model gpt-4.1":
    byTest(
      "unit/cli/validateCommand.test.ts › checks a training file and a validation file for a method and a model",
    ),

  // Conversions of training files
  [`sed 's/,[[:space:]]*$//' FILE > OUT`]: byTest(converted),
  [`sed -E 's/“|”|„|«|»/"/g' FILE > OUT`]: byTest(converted),
  [`sed -n 's/^data: *{/{/p' FILE > OUT`]: byTest(converted),
  [`sed 's/;[[:space:]]*$//' FILE > OUT`]: byTest(converted),

  // The local Azure
  "npm start": localAzure,
  "npm run local --": byTest(runs),
  "npm run local -- --sign-in WAY": byTest(
    "engine/run.test.ts › --sign-in %s leaves the command no client secret",
  ),
  "npm run local -- --sign-in WAY COMMAND [ARGUMENTS…]": byTest(
    "engine/run.test.ts › --sign-in %s leaves the command no client secret",
  ),
  "npm run local -- --sign-in oidc pulumi preview": localAzure,
  "npm run local -- --state DIRECTORY COMMAND": byTest(runs),
  "npm run local -- --state DIRECTORY COMMAND [ARGUMENTS…]": byTest(runs),
  "npm run local -- COMMAND [ARGUMENTS…]": byTest(runs),
  "npm run local -- az keyvault secret list --vault-name NAME": byTest(
    `${azureCli}sets, shows, deletes, recovers and purges their secrets`,
  ),
  "npm run local -- env NAME=VALUE COMMAND": byTest(ownApplication),
  "npm run local -- env ARM_CLIENT_ID=ID ARM_CLIENT_SECRET=SECRET COMMAND": byTest(ownApplication),
  "npm run local -- env ARM_CLIENT_ID=ID ARM_CLIENT_SECRET=SECRET pulumi preview": byTest(ownApplication),
  "npm run local -- env | grep AZURE_": localAzure,
  "npm run local -- npx azure-openai-wandb doctor": localAzure,
  "npm run local -- npx azure-openai-wandb finetune --help": localAzure,
  "npm run local -- npx azure-openai-wandb finetune list": localAzure,
  "npm run local -- pulumi config set identityRole SecretsUser": localAzure,
  "npm run local -- pulumi preview": localAzure,
  "npm run local -- pulumi up": localAzure,
  "npm run local -- pulumi up --yes": localAzure,

  // The Azure CLI: unit/docs/azCommands.test.ts compares its commands with those that azure/azureCli.test.ts runs.
  "az login": byTest(`${azureCli}signs in with a secret, and prints the subscription`),
  "az provider register -n Microsoft.CognitiveServices": byTest(`${azureCli}registers resource providers`),
  "az provider register -n Microsoft.KeyVault": byTest(`${azureCli}registers resource providers`),
  "az keyvault create -n VAULT -g RG -l REGION --enable-rbac-authorization --enable-purge-protection": byTest(
    `${azureCli}creates and rotates keys of vaults`,
  ),
  "az keyvault key create --vault-name VAULT -n stacks --kty RSA --size 3072": byTest(
    `${azureCli}creates and rotates keys of vaults`,
  ),

  // Development
  "npm install": notRun("it downloads packages"),
  "npm test": notRun("it runs this test"),
  "npm run check": notRun("`npm test` runs each of its steps"),
  "npm run bench": notRun(measures),
  "npm run bench -- preview": notRun(measures),
  "npm run bench -- project": notRun(measures),
  "npm run bench -- scale": notRun(measures),
  "npm run bench -- tests": notRun(measures),
  "npm run bench -- trainingFile": notRun(measures),
  "npm run bench -- up": notRun(measures),
  "npm run bench -- upload": notRun(measures),
  "npm run bench -- cliStart": notRun(measures),
  "npm run proof": notRun("it takes about an hour; `npm test` runs a sample of its cases"),
  "npm run generate": byTest(
    "unit/docs/generated.test.ts › a generated file is what `npm run generate` writes",
  ),
  "npm run record": notRun("it writes a picture of this repository"),
  "npm run record-state -- NAME": notRun("it writes a recorded state, which the upgrade test reads"),
  "npx jest tests/unit/docs/words.test.ts": notRun("it runs a test, as `npm test` does"),
  "npm outdated": notRun("it asks the npm registry"),
  "npx tsc --noEmit": notRun(
    "tests/engine/consumer.test.ts compiles a consumer with each version of TypeScript",
  ),
  "npm install azure-openai-wandb @pulumi/azure-native @pulumi/pulumi": notRun(
    "the package is not published yet: engine/consumer.test.ts installs the packed one",
  ),
  "npm install --save-dev azure-openai-wandb-policy": byTest(
    "engine/anyLanguagePolicies.test.ts › has JavaScript, what Pulumi starts and a license, and no sources or tests",
  ),
  "npm install --omit=dev": byTest(
    "engine/consumer.test.ts › starts the sources of the repository with the production dependencies alone",
  ),
  "npm pack": byTest(
    "engine/consumer.test.ts › gets declarations and JavaScript in the package, what Pulumi starts, and no sources or tests",
  ),
  "npm install azure-openai-wandb": notRun(
    "the package is not published yet: engine/consumer.test.ts installs the packed one",
  ),
  "npm install --save-dev pulumi azure-openai-wandb-cli": notRun(notPublished),
  "npm ci": notRun("it downloads packages"),
  "npx azure-openai-wandb doctor --stack STACK --markdown": byTest(
    "azure/report.test.ts › of doctor has a row for each check, failures first, with what to do",
  ),

  // Releases
  "node -r ./local/register.js release/build.ts v0.2.0 /tmp/release": byTest(
    "unit/release/publish.test.ts › is built by a command, which ends with 1 and every problem where the tag cannot be released",
  ),
  "git tag --sign v0.2.0 && git push origin v0.2.0": notRun("it starts a release"),
  "npm publish FILE --access public": byTest(publishes),
  "npm run record-state -- VERSION": notRun("it writes a recorded state, which the upgrade test reads"),
  'npm deprecate PACKAGE@VERSION "REASON"': notRun(notPublished),
  "npm audit signatures": notRun(notPublished),
  "gh attestation verify azure-openai-wandb-0.2.0.tgz --repo ORG/REPO": notRun(notPublished),
  "sha256sum --check --ignore-missing SHA256SUMS": byTest(
    "unit/release/publish.test.ts › consists of the public packages' tarballs, the notes and the digests of both",
  ),

  "pulumi preview --import-file": byTest(
    "engine/adopt.test.ts › come into the component by an import, and none is created again or replaced",
  ),
  "pulumi state taint": byTest(
    "engine/replacement.test.ts › $what: the new one is created first, under names that are free, and nothing is deleted that was not shown",
  ),
  "pulumi state taint URN": byTest(
    "engine/replacement.test.ts › $what: the new one is created first, under names that are free, and nothing is deleted that was not shown",
  ),
  "pulumi state untaint URN": byTest(
    "engine/replacement.test.ts › a tainted role assignment is refused by azure-native, and recover names the command that removes the taint",
  ),
  "pulumi stack --show-urns": notRun("Pulumi's own list of the URNs, which tests read from the state"),
  "pulumi state untaint '…'": byTest(
    "engine/replacement.test.ts › a tainted role assignment is refused by azure-native, and recover names the command that removes the taint",
  ),
  "pulumi state rename '…' …": byTest(
    "engine/sharing.test.ts › and is in the state under another name is not imported by recover, which names that URN and what to do",
  ),
  "pulumi config set onSoftDeleted Recover": byTest(
    "engine/softDelete.test.ts › the account: Recover restores it by the name that the state knows",
  ),
  "pulumi config rm onSoftDeleted": byTest(
    "engine/softDelete.test.ts › the account: Recover restores it by the name that the state knows",
  ),
};
