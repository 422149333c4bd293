import { AzureCallError } from "../azureCallError";

/**
 * The codes with which a 404 means that a resource does not exist. azure-native takes any other 404 for the answer of a proxy, and
 * its refresh fails (since 3.11; pulumi-azure-native#4841).
 */
const codes = [
  "NotFound",
  "ResourceNotFound",
  "ResourceGroupNotFound",
  "LockNotFound",
  "ParentResourceNotFound",
  "EntityNotFound",
  "SubscriptionNotFound",
  "RoleAssignmentNotFound",
  "VulnerabilityAssessmentBaselineDoesNotExists",
];

export const isNotFound = (error: unknown): boolean =>
  error instanceof AzureCallError && error.status === 404 && codes.includes(error.code);
