/** Secrets through Azure Resource Manager: written and described, never read, never deleted. */
import { AzureError } from "../../error";
import { requireValueSize, secrets, updateSecret, writeSecret } from "../../keyvault/model/secrets";
import type { SecretVersion } from "../../keyvault/model/secrets";
import { objectNameError } from "../../keyvault/model/objectName";
import { route } from "../../service";
import type { Call as AnyCall, Reply, Route } from "../../service";
import { requireUnlocked } from "../checks";
import { page, pageQuery } from "../lists";
import type { ArmResource } from "../resources";
import { requireVault } from "./model/vaults";
import { secretPatch, secretPut } from "./wire/vaults";
import type { SecretPatch, SecretPut } from "./wire/vaults";

type Call<Body = unknown> = AnyCall<Body, "resourceGroupName" | "vaultName" | "secretName">;

const secretType = "Microsoft.KeyVault/vaults/secrets";

const examplePath =
  "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.KeyVault/vaults/{vaultName}";

/** @param vaultPath Path of the vault. */
export function vaultSecretRoutes(vaultPath: typeof examplePath, apiVersions: readonly string[]): Route[] {
  const path = `${vaultPath}/secrets/{secretName}` as const;
  return [
    route({ method: "GET", path, apiVersions, action: `${secretType}/read`, handle: getSecret }),
    route({
      method: "PUT",
      path,
      apiVersions,
      action: `${secretType}/write`,
      body: secretPut,
      handle: putSecret,
    }),
    route({
      method: "PATCH",
      path,
      apiVersions,
      action: `${secretType}/write`,
      body: secretPatch,
      handle: patchSecret,
    }),
    route({
      method: "DELETE",
      path,
      apiVersions,
      handle() {
        throw new AzureError(
          405,
          "DisallowedResourceOperation",
          `The operation 'Delete' is not supported on resources of type '${secretType}'.`,
        );
      },
    }),
    route({
      method: "GET",
      path: `${vaultPath}/secrets`,
      apiVersions,
      query: pageQuery,
      action: `${secretType}/read`,
      handle(call) {
        const vault = requireVault(call);
        return {
          status: 200,
          body: page(
            call,
            secrets.list(call.platform, vault.name).map((secret) => shown(vault, secret)),
          ),
        };
      },
    }),
  ];
}

/** A secret without its value: "value … will never be returned" (Key Vault's specification). */
function shown(
  vault: ArmResource,
  { name, version, contentType, attributes, tags }: SecretVersion,
): Record<string, unknown> {
  const secretUri = `${String(vault.properties.vaultUri)}secrets/${name}`;
  return {
    id: `${vault.id}/secrets/${name}`,
    name,
    type: secretType,
    location: vault.location,
    tags: tags ?? {},
    properties: { attributes, contentType, secretUri, secretUriWithVersion: `${secretUri}/${version}` },
  };
}

function getSecret(call: Call): Reply {
  const vault = requireVault(call);
  return { status: 200, body: shown(vault, requireSecret(call, vault)) };
}

function requireSecret({ platform, params }: Call, vault: ArmResource): SecretVersion {
  const secret = secrets.find(platform, vault.name, params.secretName);
  if (!secret) {
    throw new AzureError(
      404,
      "SecretNotFound",
      `The secret '${params.secretName}' was not found in the vault '${vault.name}'.`,
    );
  }
  return secret;
}

function putSecret(call: Call<SecretPut>): Reply {
  const { platform, params, body } = call;
  const vault = requireVault(call);
  requireUnlocked(platform, vault.id, "write");
  const invalid = objectNameError(params.secretName);
  if (invalid) {
    throw new AzureError(400, "BadParameter", invalid);
  }
  const before = secrets.find(platform, vault.name, params.secretName);
  const { value, contentType, attributes } = body.properties;
  if (value === undefined) {
    throw new AzureError(400, "BadRequest", "The property 'value' of the secret is missing.");
  }
  requireValueSize(value);
  const secret = writeSecret(platform, vault.name, params.secretName, {
    value,
    contentType,
    attributes,
    tags: body.tags,
  });
  return { status: before ? 200 : 201, body: shown(vault, secret) };
}

function patchSecret(call: Call<SecretPatch>): Reply {
  const vault = requireVault(call);
  requireUnlocked(call.platform, vault.id, "write");
  const before = requireSecret(call, vault);
  const { value, contentType, attributes } = call.body.properties ?? {};
  if (value !== undefined) {
    requireValueSize(value);
  }
  const change = { contentType, attributes, tags: call.body.tags };
  const secret =
    value === undefined
      ? updateSecret(call.platform, before, change)
      : writeSecret(call.platform, vault.name, before.name, { value, ...change });
  return { status: 200, body: shown(vault, secret) };
}
