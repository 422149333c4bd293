/** Projects and connections of an account of kind AIServices: as much as an upgrade leaves behind and a rollback looks for. */
import { AzureError } from "../../../error";
import type { Call, Reply } from "../../../service";
import { page } from "../../lists";
import { systemData } from "../../systemData";
import { requireAccount, requireIdle } from "../model/accounts";
import type { AccountCall } from "../model/accounts";
import { newEtag } from "../model/etag";
import { toResponseFoundryResource } from "../wire/foundryResources";
import type { FoundryResourceBody } from "../wire/foundryResources";

type FoundryCall<Body = unknown> = Call<Body, "resourceGroupName" | "accountName" | "name">;

const idOf = (call: FoundryCall, type: string) =>
  `${requireAccount(call).id}/${type.split("/").pop()}/${call.params.name}`;

export const listFoundryResources =
  (type: string) =>
  (call: AccountCall): Reply => ({
    status: 200,
    body: page(
      call,
      call.platform.resources.list(type, requireAccount(call).id).map(toResponseFoundryResource),
    ),
  });

export const getFoundryResource =
  (type: string) =>
  (call: FoundryCall): Reply => {
    const found = call.platform.resources.get(idOf(call, type));
    if (!found) {
      throw new AzureError(404, "NotFound", `Specified resource '${call.url.pathname}' cannot be found.`);
    }
    return { status: 200, body: toResponseFoundryResource(found) };
  };

export const putFoundryResource =
  (type: string) =>
  (call: FoundryCall<FoundryResourceBody>): Reply => {
    const { platform, body, params } = call;
    const account = requireAccount(call);
    if (account.kind !== "AIServices" || account.properties.allowProjectManagement !== true) {
      throw new AzureError(
        400,
        "BadRequest",
        `The resource '${account.name}' is no Foundry resource that allows the management of projects.`,
      );
    }
    requireIdle(platform, account.id);
    const id = idOf(call, type);
    const before = platform.resources.get(id);
    const written = {
      id,
      name: params.name,
      type,
      location: account.location,
      tags: body.tags ?? undefined,
      etag: newEtag(),
      properties: { ...body.properties, provisioningState: "Succeeded" },
      systemData: systemData(call, before?.systemData),
    };
    platform.resources.put(written);
    return { status: before ? 200 : 201, body: toResponseFoundryResource(written) };
  };

export const deleteFoundryResource =
  (type: string) =>
  (call: FoundryCall): Reply => {
    const found = call.platform.resources.get(idOf(call, type));
    if (found) {
      call.platform.resources.delete(found.id);
    }
    return { status: found ? 200 : 204 };
  };
