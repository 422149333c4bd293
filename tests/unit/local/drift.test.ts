import { diffInputs } from "../../../local/providers/azureNative/diff";
import { applyDrift } from "../../../local/providers/azureNative/drift";
import { asInputs } from "../../../local/providers/azureNative/resource";
import { resourceTypes } from "../../../local/providers/azureNative/resourceTypes";

const account = resourceTypes["azure-native:cognitiveservices:Account"];

describe("drift of a resource's inputs", () => {
  const inputs = { location: "swedencentral", tags: { team: "ml" } };
  const outputs = { location: "swedencentral", tags: { team: "ml" }, kind: "OpenAI" };

  test("is none where Azure has what the state has", () => {
    expect(applyDrift(inputs, outputs, outputs)).toEqual(inputs);
  });

  test("replaces what was changed, at any depth, and keeps the rest", () => {
    const after = { ...outputs, tags: { team: "research" } };
    expect(applyDrift(inputs, outputs, after)).toEqual({ ...inputs, tags: { team: "research" } });
  });

  test("adds what was added and removes what was removed", () => {
    const after = { ...outputs, tags: { owner: "ada" } };
    expect(applyDrift(inputs, outputs, after)).toEqual({ ...inputs, tags: { owner: "ada" } });
  });

  test("leaves out what Azure fills in without a change", () => {
    expect(applyDrift({}, { properties: { state: "Ready" } }, { properties: { state: "Ready" } })).toEqual(
      {},
    );
  });

  test("takes another spelling of the location over, which differs from the program's in nothing", () => {
    const drifted = applyDrift(inputs, outputs, { ...outputs, location: "Sweden Central" });
    expect(drifted).toEqual({ ...inputs, location: "Sweden Central" });
    expect(diffInputs(account, drifted, inputs)).toEqual({});
  });

  test("copies what the program has not set as a whole", () => {
    const acls = (defaultAction: string) => ({ networkAcls: { bypass: "None", defaultAction } });
    expect(applyDrift({}, acls("Allow"), acls("Deny"))).toEqual(acls("Deny"));
  });

  test("is none for another order of properties", () => {
    const after = { sku: { name: "S0", tier: "Standard" } };
    expect(applyDrift({}, { sku: { tier: "Standard", name: "S0" } }, after)).toEqual({});
  });

  test("gives a list of ids where ARM has an object by id", () => {
    const identity = (...ids: string[]) =>
      asInputs(account, {
        identity: { userAssignedIdentities: Object.fromEntries(ids.map((id) => [id, { clientId: "1" }])) },
      });
    const listed = { identity: { userAssignedIdentities: ["/one"] } };
    expect(applyDrift(listed, identity("/one"), identity("/one"))).toEqual(listed);
    expect(applyDrift(listed, identity("/one"), identity("/one", "/two"))).toEqual({
      identity: { userAssignedIdentities: ["/one", "/two"] },
    });
  });

  test("projects each item of a list, without what only Azure sets", () => {
    const connection = (requestMessage: string) =>
      asInputs(resourceTypes["azure-native:network:PrivateEndpoint"], {
        privateLinkServiceConnections: [
          { name: "vault", etag: requestMessage, provisioningState: "Succeeded", requestMessage },
        ],
      });
    expect(connection("one")).toEqual({
      privateLinkServiceConnections: [{ name: "vault", requestMessage: "one" }],
    });
    const set = { privateLinkServiceConnections: [{ name: "vault" }] };
    expect(applyDrift(set, connection("one"), connection("one"))).toEqual(set);
    expect(applyDrift(set, connection("one"), connection("two"))).toEqual(connection("two"));
  });
});

describe("the difference between inputs", () => {
  test("is none for another case of the resource group, and for azure-native's own notes", () => {
    const before = { resourceGroupName: "RG-ML", accountName: "ai", __createBeforeDelete: true };
    expect(diffInputs(account, before, { resourceGroupName: "rg-ml", accountName: "ai" })).toEqual({});
    expect(diffInputs(account, before, { resourceGroupName: "rg-other", accountName: "ai" })).toEqual({
      resourceGroupName: { kind: "update", replaces: true },
    });
  });

  test("replaces a private endpoint in another subnet", () => {
    const type = resourceTypes["azure-native:network:PrivateEndpoint"];
    expect(diffInputs(type, { subnet: { id: "/one" } }, { subnet: { id: "/two" } })).toEqual({
      "subnet.id": { kind: "update", replaces: true },
    });
  });
});
