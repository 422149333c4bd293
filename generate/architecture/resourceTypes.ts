/** How each type of resource that the component registers is drawn, from its inputs alone: one row for each type. */
import { roles } from "../../components/access/roles";
import type { RoleName } from "../../components/access/roles";
import { builtInRoles } from "../../local/azure/authorization/builtInRoles";
import { identityId } from "../../tests/unit/component/recorder";
import type { Registered } from "../../tests/unit/component/recorder";
import type { Graph } from "./graph";
import { principalTitles } from "./pictures";

/** Inputs, as far as this file reads them. */
interface Inputs {
  accountName?: string;
  deploymentName?: string;
  kind?: string;
  policy?: Policy;
  principalId?: string;
  privateDnsZoneConfigs?: { privateDnsZoneId: string }[];
  privateEndpointName?: string;
  privateLinkServiceConnections?: { privateLinkServiceId: string }[];
  properties?: {
    accessPolicies?: Policy[];
    contentType?: string;
    enableRbacAuthorization?: boolean;
    model?: { name: string };
    publicNetworkAccess?: string;
  };
  resourceUri?: string;
  roleDefinitionId?: string;
  scope?: string;
  secretName?: string;
  sku?: { name: string };
  subnet?: { id: string };
  vaultName?: string;
  workspaceId?: string;
}
interface Policy {
  objectId: string;
  permissions: { secrets?: string[] };
}

type Draw = (graph: Graph, inputs: Inputs, resource: Registered) => void;

export const accountBox = "account";
export const vaultBox = "vault";
export const identityBox = "identity";

const lastSegment = (id = "") => id.slice(id.lastIndexOf("/") + 1);

const networkLine = (access: string | undefined) =>
  access === "Disabled" ? "no public endpoint" : "public endpoint";

/** Current names of roles that Azure has renamed; the recorded definitions have the former ones. */
const currentNames: Partial<Record<RoleName, string>> = { azureAiUser: "Foundry User" };

/** A role's name, by the id of its definition. */
export function roleTitle(definitionId: string): string {
  const id = lastSegment(definitionId);
  const roleName = builtInRoles.get(id)?.roleName;
  const ours = (Object.keys(roles) as RoleName[]).find((name) => roles[name].id === id);
  if (roleName === undefined || ours === undefined) {
    throw new Error(`The role ${id} is not in components/access/roles.ts and the built-in roles.`);
  }
  const current = currentNames[ours];
  return current === undefined ? roleName : `${roleName} (${current})`;
}

/** Adds the box of a principal. @returns Its id. */
function principal(graph: Graph, objectId = ""): string {
  if (objectId === identityId) {
    account(graph);
    graph.add({
      id: identityBox,
      kind: "principal",
      title: "Identity of the account",
      lines: ["system-assigned"],
      parent: accountBox,
    });
    return identityBox;
  }
  const title = principalTitles[objectId];
  if (title === undefined) {
    throw new Error(`The principal ${objectId} is not in principalTitles.`);
  }
  graph.add({ id: objectId, kind: "principal", title, lines: [] });
  return objectId;
}

/** Adds a box for what is not registered: an existing resource. @returns Its id. */
function existing(graph: Graph, id: string, title: string, line: string): string {
  graph.add({ id, kind: "existing", title, lines: [line] });
  return id;
}

const account = (graph: Graph) =>
  existing(graph, accountBox, "Azure OpenAI account", "existing, kind OpenAI");
const vault = (graph: Graph) => existing(graph, vaultBox, "Key Vault", "existing");

/** What has an ARM id: each row with the end of the id, and its box. */
const scopes: readonly (readonly [RegExp, (graph: Graph, id: string) => string])[] = [
  [/\/accounts\/[^/]+$/, account],
  [/\/vaults\/[^/]+$/, vault],
  [/\/vaults\/[^/]+\/secrets\/[^/]+$/, (_graph, id) => secretBox(lastSegment(id))],
];

function boxOf(graph: Graph, id = ""): string {
  const box = scopes.find(([pattern]) => pattern.test(id))?.[1];
  if (!box) {
    throw new Error(`The pictures have no box for ${id}.`);
  }
  return box(graph, id);
}

export const secretBox = (name = "") => `secret ${name}`;

const policyLabel = ({ permissions }: Policy): string => {
  const secrets = permissions.secrets ?? [];
  const role = Object.values(roles).find(
    ({ secretPermissions }) => secretPermissions.join() === secrets.join(),
  );
  if (!role) {
    throw new Error(`No role has the secret permissions ${secrets.join(", ")}.`);
  }
  return secrets.length > 2
    ? `Access policy: ${secrets.length} secret permissions`
    : `Access policy: ${secrets.join(", ")}`;
};

const drawPolicy = (graph: Graph, policy: Policy) =>
  graph.connect({
    from: principal(graph, policy.objectId),
    to: vault(graph),
    kind: "access",
    label: policyLabel(policy),
  });

/** Names that the component generates are no resources of Azure. */
const notDrawn: Draw = () => undefined;

export const resourceTypes: Readonly<Record<string, Draw>> = {
  "azure-openai-wandb:index:WandbIntegration": notDrawn,
  "random:index/randomString:RandomString": notDrawn,

  "azure-native:cognitiveservices:Account": (graph, { kind, sku, properties }) => {
    graph.add({
      id: accountBox,
      kind: "resource",
      title: "Azure OpenAI account",
      lines: [`kind ${kind}, ${sku?.name}, custom subdomain`, networkLine(properties?.publicNetworkAccess)],
    });
    principal(graph, identityId);
  },

  "azure-native:cognitiveservices:Deployment": (graph, { deploymentName, properties, sku }) =>
    graph.add({
      id: `deployment ${deploymentName}`,
      kind: "resource",
      title: `Model deployment “${deploymentName}”`,
      lines: [`${properties?.model?.name}, ${sku?.name}`],
      parent: account(graph),
    }),

  "azure-native:keyvault:Vault": (graph, { properties }) => {
    const model = properties?.enableRbacAuthorization ? "Azure RBAC" : "access policies";
    graph.add({
      id: vaultBox,
      kind: "resource",
      title: "Key Vault",
      lines: [`permission model: ${model}`, networkLine(properties?.publicNetworkAccess)],
    });
    properties?.accessPolicies?.forEach((policy) => drawPolicy(graph, policy));
  },

  "azure-native:keyvault:Secret": (graph, { secretName, properties }) =>
    graph.add({
      id: secretBox(secretName),
      kind: "resource",
      title: `Secret “${secretName}”`,
      lines: [properties?.contentType ?? ""],
      parent: vault(graph),
    }),

  "azure-native:keyvault:AccessPolicy": (graph, { policy }) => policy && drawPolicy(graph, policy),

  "azure-native:authorization:RoleAssignment": (graph, { principalId, scope, roleDefinitionId = "" }) =>
    graph.connect({
      from: principal(graph, principalId),
      to: boxOf(graph, scope),
      kind: "access",
      label: roleTitle(roleDefinitionId),
    }),

  "azure-native:authorization:ManagementLockByScope": (graph, { scope }) => {
    graph.require(boxOf(graph, scope)).lines.push("delete lock");
  },

  "azure-native:monitor:DiagnosticSetting": (graph, { resourceUri, workspaceId }) => {
    const logs = `audit logs in workspace “${lastSegment(workspaceId)}”`;
    graph.require(boxOf(graph, resourceUri)).lines.push(logs);
  },

  "azure-native:network:PrivateEndpoint": (
    graph,
    { subnet, privateLinkServiceConnections = [] },
    { name },
  ) => {
    const id = subnet?.id ?? "";
    graph.add({ id, kind: "existing", title: "Subnet", lines: ["existing"] });
    graph.add({ id: name, kind: "resource", title: "Private endpoint", lines: [], parent: id });
    for (const { privateLinkServiceId } of privateLinkServiceConnections) {
      graph.connect({
        from: name,
        to: boxOf(graph, privateLinkServiceId),
        kind: "connection",
        label: "Private link",
      });
    }
  },

  "azure-native:network:PrivateDnsZoneGroup": (
    graph,
    { privateEndpointName, privateDnsZoneConfigs = [] },
  ) => {
    const { lines } = graph.require(privateEndpointName ?? "");
    lines.push(
      ...privateDnsZoneConfigs.map(({ privateDnsZoneId }) => `record in ${lastSegment(privateDnsZoneId)}`),
    );
  },
};

/** Draws what a program registered. Boxes come before arrows and details, whatever the order of registration. */
export function drawResources(graph: Graph, registered: readonly Registered[]): void {
  const order = Object.keys(resourceTypes);
  const sorted = [...registered].sort(
    (one, other) =>
      order.indexOf(one.type) - order.indexOf(other.type) || one.name.localeCompare(other.name, "en"),
  );
  for (const resource of sorted) {
    const draw = resourceTypes[resource.type];
    if (!draw) {
      throw new Error(`${resource.type} has no row in generate/architecture/resourceTypes.ts.`);
    }
    draw(graph, resource.inputs as Inputs, resource);
  }
}
