/** What holds after every command of a stack's life. */
import { azureInventory, differencesOf } from "./inventory";
import type { ShownStep } from "./lifeUpdate";
import { keyOf } from "./lifeProject";
import type { LifeWorld } from "./lifeWorld";

/** Steps that announce that a resource is deleted. */
const deleting = new Set(["delete", "delete-replaced", "replace", "create-replacement"]);

interface RecordedRequest {
  service: string;
  method: string;
  url: string;
  status: number;
}

/**
 * What the last command has deleted in Azure although its preview had not shown it.
 * @param announced Ids that a preview has shown as deleted; gets those of this preview. Where a command ends with an error, the next
 *   preview does not show again what is still to be deleted.
 */
export async function deletionsNotShown(
  { azure }: LifeWorld,
  shown: readonly ShownStep[],
  announced: Set<string>,
): Promise<string[]> {
  const { body } = await azure.control("GET", "/_local/requests");
  for (const { op, id } of shown) {
    if (deleting.has(op) && id !== undefined) {
      announced.add(id.toLowerCase());
    }
  }
  return (body.requests as RecordedRequest[])
    .filter(
      ({ service, method, status }) =>
        service !== "control" && method === "DELETE" && status > 0 && status < 300,
    )
    .map(({ url }) => idOf(url))
    .filter((id) => ![...announced].some((other) => other.endsWith(id)))
    .map((id) => `deleted although the preview did not show it: ${id}`);
}

/** The id of the resource that a URL is; of a secret, what its id ends with. */
function idOf(url: string): string {
  const { hostname, pathname } = new URL(url);
  const [, vault] = /^([^.]+)\.vault\.azure\.net$/.exec(hostname) ?? [];
  const path = decodeURIComponent(pathname).toLowerCase();
  return vault === undefined ? path : `/vaults/${vault}${path}`;
}

/** Compares the stack's state, Azure and the settings once `up` has succeeded. */
export async function checkConverged(world: LifeWorld): Promise<string[]> {
  return [...(await differencesNow(world)), ...wrongNumbers(world), ...(await wrongKey(world))];
}

/** After a destroy neither the state nor Azure has anything of the stack. */
export async function checkDestroyed(world: LifeWorld): Promise<void> {
  world.problems.push(...(await differencesNow(world)));
  const left = world.project
    .state(world.model)
    .resources.filter(({ type }) => type.startsWith("azure-native:"));
  world.problems.push(...left.map(({ urn }) => `not destroyed: ${urn}`));
}

async function differencesNow({ project, model, azure, granted }: LifeWorld): Promise<string[]> {
  const state = project.state(model);
  const vaults = state.resources.map(({ id }) => `${id}/accessPolicy/`.toLowerCase());
  // The access policies of a new vault are properties of it.
  const isPart = (id: string) => vaults.some((vault) => id.startsWith(vault));
  const inventory = [...(await azureInventory(azure))].filter((id) => !isPart(id));
  return differencesOf(state, new Set(inventory), new Set([...project.before, ...granted]));
}

/** How many resources of each type the settings ask for. */
function wrongNumbers({ project, model: { settings, ...model } }: LifeWorld): string[] {
  const count = (value: unknown) => (Array.isArray(value) ? value.length : 0);
  const ownAccount = settings.existingAccountId === undefined ? 1 : 0;
  const ownVault = settings.existingVaultId === undefined ? 1 : 0;
  const both = ownAccount + ownVault;
  const isRbac = settings.permissionModel !== "AccessPolicy";
  const withAccess = (count(settings.keyVaultSecretsOfficers) || ownVault) + 1;
  const expected: Record<string, number> = {
    "resources:ResourceGroup": settings.createResourceGroup === "false" ? 0 : 1,
    "cognitiveservices:Account": ownAccount,
    "keyvault:Vault": ownVault,
    "keyvault:Secret": settings.existingSecret === "true" ? 0 : 1,
    "cognitiveservices:Deployment": count(settings.deployments),
    "authorization:RoleAssignment": count(settings.fineTuningPrincipals) + (isRbac ? withAccess : 0),
    "keyvault:AccessPolicy": isRbac || ownVault ? 0 : withAccess,
    "authorization:ManagementLockByScope": settings.deleteLock === "true" ? both : 0,
    "monitor:DiagnosticSetting": settings.diagnosticsWorkspaceId === undefined ? 0 : both,
  };
  const { resources } = project.state({ settings, ...model });
  return Object.entries(expected).flatMap(([type, number]) => {
    const found = resources.filter((resource) => resource.type === `azure-native:${type}`).length;
    return found === number ? [] : [`${found} ${type} instead of ${number}`];
  });
}

/** The account's identity must find the W&B API key of the settings in the vault that the outputs name. */
async function wrongKey(world: LifeWorld): Promise<string[]> {
  const { model, azure, project } = world;
  if (model.settings.existingSecret === "true") {
    return [];
  }
  const outputs = project.outputs(model);
  const { principalId } = await identityOf(world);
  const { status, body } = await azure.vaultAs(
    principalId,
    `${outputs.vaultUrl}secrets/${outputs.secretName}?api-version=7.4`,
  );
  const isClosed =
    model.settings.existingVaultId === undefined &&
    (model.settings.vaultPublicNetworkAccess === "false" || model.settings.vaultIpRules !== undefined);
  if (status === 403 && isClosed) {
    return [];
  }
  if (status !== 200) {
    return [`the account's identity cannot read the key: ${status} ${JSON.stringify(body)}`];
  }
  return body.value === keyOf(model) ? [] : ["the vault has another key than the settings"];
}

async function identityOf({ project, model, azure }: LifeWorld): Promise<{ principalId: string }> {
  const { accountName } = project.outputs(model);
  const { body } = await azure.arm("GET", `${azure.subscription}/resources?api-version=2021-04-01`);
  const found = (body.value as { id: string; name: string }[]).find(({ name }) => name === accountName);
  const account = await azure.arm("GET", `${found?.id ?? ""}?api-version=2024-10-01`);
  return account.body.identity as { principalId: string };
}
