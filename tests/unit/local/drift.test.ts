import { applyDrift } from "../../../local/providers/azureNative/drift";

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

  test("is none for another spelling of the location", () => {
    const after = { ...outputs, location: "Sweden Central" };
    expect(applyDrift(inputs, outputs, after)).toEqual(inputs);
  });

  test("gives a list of ids where ARM has an object by id", () => {
    const identity = (...ids: string[]) => ({
      userAssignedIdentities: Object.fromEntries(ids.map((id) => [id, {}])),
    });
    const listed = { userAssignedIdentities: ["/one"] };
    expect(applyDrift(listed, identity("/one"), identity("/one"))).toEqual(listed);
    expect(applyDrift(listed, identity("/one"), identity("/one", "/two"))).toEqual({
      userAssignedIdentities: ["/one", "/two"],
    });
  });
});
