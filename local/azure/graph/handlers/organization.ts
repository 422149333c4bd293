import type { Call, Reply } from "../../service";

export const getOrganization = ({ platform }: Call): Reply => ({
  status: 200,
  body: { value: [{ id: platform.tenantId, displayName: "Contoso" }] },
});
