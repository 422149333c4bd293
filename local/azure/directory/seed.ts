/** The tenant, the subscription and the principals of a new local Azure. */

export const tenantId = "1d4ef5c0-7a3b-4f52-9a7e-0c6a4be0c0de";
export const subscriptionId = "5ab5c21b-0000-4000-8000-10ca1a202e00";
export const tenantDomain = "contoso.example";
/** The domain that every tenant has from the beginning. Guests' user principal names have it. */
export const initialDomain = "contoso.onmicrosoft.com";

/** The deployer: Owner of the subscription, which as on Azure has no data actions. */
export const deployer = {
  appId: "de910e72-0000-4000-8000-0000000000a0",
  objectId: "de910e72-0000-4000-8000-0000000000b0",
  displayName: "deployer",
  role: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
};

/** An application that deploys and cannot assign roles (Contributor), as many pipelines are. */
export const contributor = {
  appId: "c0917b00-0000-4000-8000-0000000000a0",
  objectId: "c0917b00-0000-4000-8000-0000000000b0",
  displayName: "contributor",
  role: "b24988ac-6180-42a0-ab88-20f7382dd24c",
};

export const users = [
  { objectId: "0e0e0000-0000-4000-8000-0000000000a1", name: "ada", displayName: "Ada Lovelace" },
  { objectId: "0e0e0000-0000-4000-8000-0000000000a2", name: "grace", displayName: "Grace Hopper" },
  { objectId: "0e0e0000-0000-4000-8000-0000000000a3", name: "alan", displayName: "Alan Turing" },
] as const;

/** Groups with their members; "Research" is nested in "ML Engineers". */
export const groups = [
  {
    objectId: "9e0e0000-0000-4000-8000-0000000000c1",
    displayName: "ML Engineers",
    members: [users[1].objectId, "9e0e0000-0000-4000-8000-0000000000c2"],
  },
  {
    objectId: "9e0e0000-0000-4000-8000-0000000000c2",
    displayName: "Research",
    members: [users[2].objectId],
  },
];
