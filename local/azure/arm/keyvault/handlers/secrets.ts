/** Secrets through Azure Resource Manager, which writes and describes them, and neither reads nor deletes them. */
import { AzureError } from "../../../error";
import {
  requireValueSize,
  secrets,
  updateSecret as writeAttributes,
  writeSecret,
} from "../../../keyvault/model/secrets";
import type { SecretVersion } from "../../../keyvault/model/secrets";
import { objectNameError } from "../../../keyvault/model/objectName";
import type { Call, Reply } from "../../../service";
import { requireUnlocked } from "../../checks";
import type { ArmResource } from "../../resources";
import { requireVault } from "../model/vaults";
import type { VaultCall } from "../model/vaults";
import { vaultPage } from "../wire/page";
import { secretType, toResponseSecret } from "../wire/secrets";
import type { SecretPatch, SecretPut } from "../wire/secrets";

type SecretCall<Body = unknown> = Call<Body, "resourceGroupName" | "vaultName" | "secretName">;

export function listSecrets(call: VaultCall): Reply {
  const vault = requireVault(call);
  const listed = secrets.list(call.platform, vault.name).map((secret) => toResponseSecret(vault, secret));
  return { status: 200, body: vaultPage(call, listed) };
}

export function refuseSecretDeletion(): never {
  throw new AzureError(
    405,
    "DisallowedResourceOperation",
    `The operation 'Delete' is not supported on resources of type '${secretType}'.`,
  );
}

export function getSecret(call: SecretCall): Reply {
  const vault = requireVault(call);
  return { status: 200, body: toResponseSecret(vault, requireSecret(call, vault)) };
}

/** @throws AzureError 404 `SecretNotFound` */
function requireSecret({ platform, params }: SecretCall, vault: ArmResource): SecretVersion {
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

export function putSecret(call: SecretCall<SecretPut>): Reply {
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
  return { status: before ? 200 : 201, body: toResponseSecret(vault, secret) };
}

export function updateSecret(call: SecretCall<SecretPatch>): Reply {
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
      ? writeAttributes(call.platform, before, change)
      : writeSecret(call.platform, vault.name, before.name, { value, ...change });
  return { status: 200, body: toResponseSecret(vault, secret) };
}
