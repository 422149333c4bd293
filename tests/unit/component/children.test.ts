import type * as pulumi from "@pulumi/pulumi";
import { WandbIntegration } from "../../../components/index";
import { leanChildren } from "../../../components/resources/leanChildren";
import { record } from "./recorder";

const type = "azure-native:keyvault:Vault";
const transformed = (props: object, opts: pulumi.CustomResourceOptions, of = type) =>
  leanChildren({ resource: {} as pulumi.Resource, type: of, name: "vault", props, opts });

describe("what a child declares to Pulumi", () => {
  test("has no earlier names of its type, and keeps every other alias", () => {
    const own = [
      { name: "older-name" },
      { type: "azure-native:keyvault/v20230701:Vault", name: "older-name" },
    ];
    const { opts } = transformed(
      {},
      {
        aliases: [
          { type: "azure-native:keyvault/v20230701:Vault" },
          { type: "azure-nextgen:keyvault/latest:Vault" },
          ...own,
          "urn:pulumi:dev::p::azure-native:keyvault:Vault::vault",
        ],
        protect: true,
      },
    )!;
    expect(opts).toMatchObject({ protect: true });
    expect(opts.aliases).toEqual([...own, "urn:pulumi:dev::p::azure-native:keyvault:Vault::vault"]);
  });

  test("has every input, and of the outputs those that are read", () => {
    const { props } = transformed({ vaultName: "kv", systemData: undefined, properties: undefined }, {})!;
    expect(Object.keys(props)).toEqual(["vaultName", "properties"]);
  });

  test("is not touched where it is no resource of Azure or of random", () => {
    expect(transformed({ output: undefined }, {}, "contoso:index:Thing")).toBeUndefined();
  });

  test("reaches the children alone, before the transformations of its user", async () => {
    const seen: [type: string, aliases: unknown[]][] = [];
    const watch: pulumi.ResourceTransformation = ({ type: of, opts }) => {
      seen.push([of, opts.aliases ?? []]);
      return undefined;
    };
    await record(
      () =>
        new WandbIntegration(
          "wandb",
          { resourceGroupName: "rg", wandbApiKey: "0123456789abcdef0123456789abcdef01234567" },
          { transformations: [watch], aliases: [{ name: "former" }] },
        ),
    );
    const [component, ...children] = seen;
    expect(component).toEqual(["azure-openai-wandb:index:WandbIntegration", [{ name: "former" }]]);
    expect(children.length).toBeGreaterThan(5);
    expect(children.filter(([, aliases]) => JSON.stringify(aliases).includes("/v20"))).toEqual([]);
  });
});
