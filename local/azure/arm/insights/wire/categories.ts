import type { DiagnosticCategory } from "../model/categories";
import { lowerCaseScope } from "./diagnosticSettings";

export function toResponseCategory(
  scope: string,
  { name, type, groups }: DiagnosticCategory,
): Record<string, unknown> {
  return {
    id: `${lowerCaseScope(scope)}/providers/microsoft.insights/diagnosticSettingsCategories/${name}`,
    type: "microsoft.insights/diagnosticSettingsCategories",
    name,
    location: null,
    kind: null,
    tags: null,
    properties: { categoryType: type, ...(groups.length > 0 ? { categoryGroups: groups } : {}) },
    identity: null,
  };
}
