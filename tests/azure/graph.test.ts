import { control, deployer } from "./localAzure";
import { raw } from "./raw";

const graph = async (path: string, body?: unknown) => {
  const { token } = await deployer.getToken("https://graph.microsoft.com/.default");
  return raw(body === undefined ? "GET" : "POST", `https://graph.microsoft.com/v1.0${path}`, { token, body });
};

const filter = (text: string) => encodeURIComponent(text);

describe("Graph", () => {
  test("finds users by principal name, id and filter", async () => {
    const { users } = await control("GET", "seed");
    const { objectId, userPrincipalName } = users[0];
    expect((await graph(`/users/${userPrincipalName.toUpperCase()}`)).json.id).toBe(objectId);
    expect((await graph(`/users/${objectId}?$select=id,displayName`)).json).toEqual({
      "@odata.context": expect.any(String),
      id: objectId,
      displayName: "Ada Lovelace",
    });
    const several = `userPrincipalName in ('${userPrincipalName}','${users[1].userPrincipalName}')`;
    expect((await graph(`/users?$filter=${filter(several)}`)).json.value).toHaveLength(2);
    expect(
      (await graph(`/users?$filter=${filter("startswith(displayName,'Grace')")}`)).json.value,
    ).toHaveLength(1);
  });

  test("finds groups and their members, nested ones on request", async () => {
    const { groups, users } = await control("GET", "seed");
    const found = await graph(`/groups?$filter=${filter("displayName eq 'ML Engineers'")}`);
    expect(found.json.value.map(({ id }: { id: string }) => id)).toEqual([groups[0].objectId]);
    const members = async (kind: string) =>
      (await graph(`/groups/${groups[0].objectId}/${kind}`)).json.value.map(
        ({ id }: { id: string }) => id,
      ) as string[];
    expect(await members("members")).not.toContain(users[2].objectId);
    expect(await members("transitiveMembers")).toContain(users[2].objectId);
  });

  test("finds applications' service principals, and objects by id", async () => {
    const { deployer: application } = await control("GET", "seed");
    const found = await graph(`/servicePrincipals?$filter=${filter(`appId eq '${application.clientId}'`)}`);
    expect(found.json.value[0].id).toBe(application.objectId);
    const objects = await graph("/directoryObjects/getByIds", { ids: [application.objectId] });
    expect(objects.json.value[0]["@odata.type"]).toBe("#microsoft.graph.servicePrincipal");
  });

  test("finds a service principal by any of its names, as the Azure CLI does, and objects by id and type", async () => {
    const { deployer: application, users } = await control("GET", "seed");
    const anyName = (name: string) => filter(`servicePrincipalNames/any(c:c eq '${name}')`);
    const found = await graph(`/servicePrincipals?$filter=${anyName(application.clientId)}`);
    expect(found.json.value.map(({ id }: { id: string }) => id)).toEqual([application.objectId]);
    expect((await graph(`/servicePrincipals?$filter=${anyName("api://nothing")}`)).json.value).toEqual([]);
    const ids = [application.objectId, users[0].objectId];
    const objects = await graph("/directoryObjects/getByIds", { ids, types: ["user"] });
    expect(objects.json).toEqual({
      "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#directoryObjects",
      value: [expect.objectContaining({ "@odata.type": "#microsoft.graph.user", id: users[0].objectId })],
    });
  });

  test("returns an error for an unknown object and for an unsupported query", async () => {
    const missing = await graph("/users/nobody@contoso.example");
    expect([missing.status, missing.json.error.code]).toEqual([404, "Request_ResourceNotFound"]);
    for (const query of [
      `$filter=${filter("displayName gt 'A'")}`,
      `$filter=${filter("password eq 'x'")}`,
      "$orderby=displayName",
    ]) {
      const response = await graph(`/users?${query}`);
      expect([response.status, response.json.error.code]).toEqual([400, "Request_UnsupportedQuery"]);
    }
  });
});
