import type { Call, Reply } from "../../../service";
import { page } from "../../lists";

/** A subscription has no managed HSM. `az keyvault list-deleted` lists them after the vaults, and fails without an answer. */
export const listManagedHsms = (call: Call<unknown, "subscriptionId">): Reply => ({
  status: 200,
  body: page(call, []),
});
