import type { AllowedPrincipals } from "../azure/permissions";
import { counted } from "../errors";

/** Describes the principals that may perform an action: `2 principals with Azure AI User`. */
export function describePrincipals({ roles, missing, notReadBecause }: AllowedPrincipals): string {
  const names = [...new Set(roles.values())].join(", ");
  return [
    `${counted(roles.size, "principal")}${names ? ` with ${names}` : ""}`,
    ...(missing.length > 0
      ? [`not counted, since the directory does not have them: ${missing.join(", ")}`]
      : []),
    ...(notReadBecause ? [`whether they exist was not checked (${notReadBecause})`] : []),
  ].join("; ");
}
