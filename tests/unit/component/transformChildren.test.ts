import type * as pulumi from "@pulumi/pulumi";
import { transformChildren } from "../../../components/index";

const transformed = (
  opts: pulumi.CustomResourceOptions,
  changed: Partial<pulumi.CustomResourceOptions>,
): pulumi.CustomResourceOptions =>
  (
    transformChildren({ privateEndpoint: () => ({ opts: changed }) })({
      type: "azure-native:network:PrivateEndpoint",
      name: "wandb-vault-endpoint",
      custom: true,
      props: {},
      opts,
    }) as pulumi.ResourceTransformResult
  ).opts;

describe("a typed transform", () => {
  test("that ignores a property leaves the component's own ignored properties ignored", () => {
    expect(
      transformed({ ignoreChanges: ["customDnsConfigs"] }, { ignoreChanges: ["tags"] }).ignoreChanges,
    ).toEqual(["customDnsConfigs", "tags"]);
  });

  test("that ignores nothing leaves them too", () => {
    expect(transformed({ ignoreChanges: ["customDnsConfigs"] }, { protect: true })).toEqual({
      ignoreChanges: ["customDnsConfigs"],
      protect: true,
    });
  });
});
