import type * as pulumi from "@pulumi/pulumi";
import { getSecret, Secret } from "@pulumi/azure-native/keyvault";
import { allOf } from "../allOf";
import type { WandbIntegrationArgs } from "../args/wandbIntegrationArgs";
import type { VaultReference } from "../lookup/references";
import { mapInput, orDefault } from "../mapInput";
import type { Ownership } from "../ownership/ownership";
import { invokeOptions } from "../ownership/unmanaged";
import { mergeTags } from "./tags";

export const secretNameOf = ({ secret }: WandbIntegrationArgs): pulumi.Input<string> =>
  orDefault(secret?.secretName, "wandb-api-key");

/**
 * Whether the secret is deleted with its vault, and not through the vault's data plane: where the vault has a generated name, which no
 * later vault has. One with a specified name may be recovered, and azure-native refuses to create a secret that the recovered vault still has.
 */
export const isDeletedWithVault = ({ vault }: WandbIntegrationArgs): boolean =>
  !vault?.existing && vault?.vaultName === undefined;

/**
 * Declares the secret that holds the W&B API key.
 * @param key The key, secret already.
 * @param opts `dependsOn` must name the access of the principals with Key Vault Secrets Officer: Pulumi writes the secret through
 *   ARM but deletes it through the vault's data plane (pulumi-azure-native#354), so that a destroy has to revoke that access last.
 */
export function createSecret(
  name: string,
  args: WandbIntegrationArgs,
  vault: VaultReference,
  key: pulumi.Output<string>,
  ownership: Ownership,
  opts: pulumi.CustomResourceOptions,
): Secret {
  const { contentType, expiresOn, tags } = args.secret ?? {};
  const secretName = secretNameOf(args);
  const child = {
    name: `${name}-secret`,
    kind: "secret",
    key: [secretName],
    remedy:
      "Set secret.existing to true in one of them and leave out its wandbApiKey, or give each its own secret.secretName.",
  };
  const { resourceGroupName, name: vaultName } = vault;
  const secret = new Secret(
    child.name,
    {
      resourceGroupName,
      vaultName: allOf([vaultName, ownership.claim(child)]).apply(([known]) => known),
      secretName,
      properties: {
        value: key,
        contentType: orDefault(contentType, "W&B API key"),
        attributes: {
          enabled: true,
          ...(expiresOn === undefined ? {} : { expires: mapInput(expiresOn, secondsSince1970) }),
        },
      },
      tags: mergeTags(args.tags, tags),
    },
    { ...opts, deletedWith: isDeletedWithVault(args) ? vault.resource : undefined },
  );
  ownership.lookUp(child, secret, { resourceGroupName, vaultName, secretName }, (known) =>
    getSecret(known, invokeOptions(opts)),
  );
  return secret;
}

const secondsSince1970 = (date: string | undefined) =>
  date === undefined ? undefined : Math.floor(Date.parse(date) / 1000);
