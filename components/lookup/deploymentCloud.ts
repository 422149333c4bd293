import * as pulumi from "@pulumi/pulumi";
import { cloudNamed } from "../clouds";
import type { CloudName } from "../clouds";

/** Returns the cloud to which azure-native deploys: its setting `environment`, then ARM_ENVIRONMENT. */
export const deploymentCloud = (): CloudName =>
  cloudNamed(new pulumi.Config("azure-native").get("environment") ?? process.env.ARM_ENVIRONMENT ?? "") ??
  "AzureCloud";
