/** A program with several integrations that share a vault or an account, and what exists for them outside Pulumi. */
import { platformSettings } from "./platformProject";
import { StackProject, testKey } from "./stackProject";

/** An integration of the program. `vaultOf` and `accountOf` name another one whose vault or account it uses. */
export interface SharingIntegration {
  name: string;
  vaultOf?: string;
  accountOf?: string;
  args?: object;
}

const program = `import * as fs from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { WandbIntegration } from "./components/index";

const declared: Record<string, WandbIntegration> = {};
for (const { name, vaultOf, accountOf, args = {} } of JSON.parse(fs.readFileSync("integrations.json", "utf8"))) {
  declared[name] = new WandbIntegration(name, {
    resourceGroupName: "rg-shared",
    location: "swedencentral",
    wandbApiKey: args.secret?.existing ? undefined : new pulumi.Config().requireSecret("wandbApiKey"),
    ...args,
    ...(vaultOf ? { vault: { existing: { name: declared[vaultOf]!.vaultName } } } : {}),
    ...(accountOf ? { account: { existing: { id: declared[accountOf]!.accountId }, ...args.account } } : {}),
  });
}
`;

const deployerAssignment =
  "/providers/Microsoft.Authorization/roleAssignments/77777777-7777-4777-8777-777777777777";

export class SharingProject {
  private readonly stacks = new Set(["test"]);

  private constructor(readonly stack: StackProject) {}

  /** Creates the project, its stack, and the account, the vaults and the secret outside Pulumi that integrations share. */
  static async create(options: { ownProcess?: boolean } = {}): Promise<SharingProject> {
    const stack = await StackProject.create({
      ...options,
      files: {
        "Pulumi.yaml": platformSettings,
        "index.ts": program,
        "integrations.json": "[]",
      },
    });
    const project = new SharingProject(stack);
    // A secret gets its former name back within seconds: Azure first has to end its deletion, which here no read waits for.
    await stack.azure.control("PUT", "/_local/settings", {
      keyVault: { dnsSeconds: 0, objectPolls: 0, objectSeconds: 0 },
    });
    await project.arm("PUT", "", "2024-03-01", { location: "swedencentral" });
    await project.arm("PUT", "/providers/Microsoft.CognitiveServices/accounts/oai-shared", "2024-10-01", {
      location: "swedencentral",
      kind: "OpenAI",
      sku: { name: "S0" },
      identity: { type: "SystemAssigned" },
      properties: { customSubDomainName: "oai-shared" },
    });
    for (const [vault, enableRbacAuthorization] of [
      ["kv-shared", true],
      ["kv-policies", false],
    ] as const) {
      await project.arm("PUT", `/providers/Microsoft.KeyVault/vaults/${vault}`, "2023-07-01", {
        location: "swedencentral",
        properties: {
          tenantId: stack.environment.ARM_TENANT_ID,
          sku: { family: "A", name: "standard" },
          enableRbacAuthorization,
          accessPolicies: [],
        },
      });
    }
    await project.arm("PUT", "/providers/Microsoft.KeyVault/vaults/kv-shared/secrets/by-hand", "2023-07-01", {
      properties: { value: testKey },
    });
    await project.assignToDeployer();
    await stack.init({});
    return project;
  }

  /** Gives the deploying identity the rights on secrets that the owner of the vaults has. */
  private async assignToDeployer(): Promise<void> {
    const { subscription } = this.stack.azure;
    const { objectId } = (await this.stack.azure.control("GET", "/_local/seed")).body.deployer;
    await this.arm("PUT", deployerAssignment, "2022-04-01", {
      properties: {
        principalId: objectId,
        principalType: "ServicePrincipal",
        roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/b86a8fe4-44ce-4948-aee5-eccb2c155cd7`,
      },
    });
    const permissions = { secrets: ["get", "list", "set", "delete", "recover"] };
    await this.arm(
      "PUT",
      "/providers/Microsoft.KeyVault/vaults/kv-policies/accessPolicies/add",
      "2023-07-01",
      {
        properties: {
          accessPolicies: [{ tenantId: this.stack.environment.ARM_TENANT_ID, objectId, permissions }],
        },
      },
    );
  }

  /** A request to Resource Manager, below the resource group. @throws Error where it fails. */
  async arm(method: string, path: string, version: string, body?: object) {
    const url = `${this.stack.azure.subscription}/resourceGroups/rg-shared${path}?api-version=${version}`;
    const { status, body: answer } = await this.stack.azure.arm(method, url, body);
    if (status >= 300) {
      throw new Error(`${method} ${url}: ${status} ${JSON.stringify(answer)}`);
    }
    return answer;
  }

  /** Leaves the deploying identity no rights on secrets but those that the program assigns. */
  async revokeFromDeployer(): Promise<void> {
    await this.arm("DELETE", deployerAssignment, "2022-04-01");
  }

  /** What each resource of the state depends on, by Pulumi names. */
  async dependencies(): Promise<Record<string, string[]>> {
    const resources = await this.stack.stateResources();
    const nameOf = (urn: string) => urn.slice(urn.lastIndexOf("::") + 2);
    return Object.fromEntries(
      resources.map(({ urn, dependencies = [] }) => [nameOf(urn), dependencies.map(nameOf)]),
    );
  }

  /** Selects a stack for further commands, and creates it the first time. */
  async select(name: string): Promise<void> {
    this.stack.variables.PULUMI_STACK = name;
    if (!this.stacks.has(name)) {
      this.stacks.add(name);
      await this.stack.pulumi("stack", "init", name);
      await this.stack.setKey(testKey);
    }
  }

  /** ARM IDs of the resources that the state has, in lower case. */
  async ids(): Promise<string[]> {
    return (await this.stack.stateResources())
      .map(({ id = "" }) => id.toLowerCase())
      .filter((id) => id.startsWith("/"));
  }

  close(): Promise<void> {
    return this.stack.close();
  }

  /** Writes the integrations of the program. */
  declare(...integrations: SharingIntegration[]): void {
    this.stack.write("integrations.json", JSON.stringify(integrations));
  }
}
