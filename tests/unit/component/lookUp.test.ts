import * as pulumi from "@pulumi/pulumi";
import { lookUp } from "../../../components/lookup/lookUp";

const failing = (message: string) =>
  Promise.reject<string>(
    new Error(`invocation of azure-native:keyvault:getVault returned an error: ${message}`),
  );
const resource = {} as pulumi.Resource;

describe("a look-up", () => {
  test("ends in Azure's words after the setting's name, and has no stack trace", async () => {
    const error = await lookUp(failing("Status=403"), "vault.existing: kv", resource).catch(
      (thrown) => thrown,
    );
    expect(pulumi.ResourceError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({
      message: "vault.existing: kv: Status=403",
      hideStack: true,
      stack: undefined,
    });
  });

  test.each(["the operation was cancelled", "grpc: the client connection is closing"])(
    "that the engine stops (%s) adds no error to what made it stop",
    async (message) => expect(await lookUp(failing(message), "vault.existing: kv", resource)).toBeUndefined(),
  );
});
