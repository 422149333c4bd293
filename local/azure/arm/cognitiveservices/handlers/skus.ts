import type { Call, Reply } from "../../../service";
import { accountType, requireAccount, requireRegion } from "../model/accounts";
import type { AccountCall } from "../model/accounts";
import { kindOf } from "../model/kinds";
import { regions } from "../model/regions";
import type { SkuAvailabilityBody } from "../wire/skus";

const standardOnly = { S0: "Standard" };

/** The SKUs that an account can change to. */
export function listAccountSkus(call: AccountCall): Reply {
  const { skus = standardOnly } = kindOf(requireAccount(call).kind);
  const value = Object.entries(skus).map(([name, tier]) => ({
    resourceType: accountType,
    sku: { name, tier },
  }));
  return { status: 200, body: { value } };
}

/** Whether accounts of a kind can have SKUs in a region. */
export function checkSkuAvailability({
  params,
  body: { skus, kind, type },
}: Call<SkuAvailabilityBody, "location">): Reply {
  requireRegion(params.location);
  const value = skus.map((skuName) => ({
    kind,
    type,
    skuName,
    skuAvailable: true,
    reason: null,
    message: null,
  }));
  return { status: 200, body: { value } };
}

/** The SKUs of a subscription, by kind and region: those of the kinds with models. */
export function listSkus(): Reply {
  const value = ["OpenAI", "AIServices"].flatMap((kind) =>
    Object.entries(kindOf(kind).skus ?? standardOnly).flatMap(([name, tier]) =>
      regions.map((region) => skuOf({ kind, name, tier, location: region.toUpperCase() })),
    ),
  );
  return { status: 200, body: { value } };
}

const skuOf = ({
  location,
  ...sku
}: {
  kind: string;
  name: string;
  tier: string;
  location: string;
}): Record<string, unknown> => ({
  resourceType: "accounts",
  ...sku,
  locations: [location],
  locationInfo: [{ location, zones: [], zoneDetails: [] }],
  restrictions: [],
});
