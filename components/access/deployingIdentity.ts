/**
 * The identity that runs the deployment. It is read by calls that end in an error without a stack trace: they are the first to fail
 * where the provider cannot sign in, and Pulumi inspects the error of a call that returns an output, with all that belongs to it.
 */
import * as pulumi from "@pulumi/pulumi";
import { getClientConfig, getClientToken } from "@pulumi/azure-native/authorization";
import type { GetClientConfigResult } from "@pulumi/azure-native/authorization";
import { PrincipalType } from "../args/choices";
import { requireAnswer } from "../lookup/lookUp";
import { stateError } from "../lookup/stateError";
import { principalTypeOfToken } from "./tokenPrincipal";

interface CallOptions {
  parent: pulumi.Resource;
}

const unreadable = "The deploying identity cannot be read from the azure-native provider";

/** The tenant and the object id of the deploying identity. */
export const deployingIdentity = (opts: CallOptions): pulumi.Output<GetClientConfigResult> =>
  pulumi.output(requireAnswer(getClientConfig(opts), unreadable, opts.parent));

/**
 * Type of the identity that runs the deployment, by a token of the provider that the resources use.
 * @param identity What it waits for, so that a provider that cannot sign in is reported once.
 */
export function deployingPrincipalType(
  identity: pulumi.Output<unknown>,
  opts: CallOptions,
): pulumi.Output<PrincipalType> {
  const answer = identity.apply(() => requireAnswer(getClientToken({}, opts), unreadable, opts.parent));
  return pulumi.unsecret(pulumi.secret(answer).apply(({ token }) => typeOf(token, opts.parent)));
}

/** The provider always has a token; a consumer's mocks may answer without one. */
function typeOf(token: string | undefined, parent: pulumi.Resource): PrincipalType {
  try {
    return token === undefined ? PrincipalType.ServicePrincipal : principalTypeOfToken(token);
  } catch (error) {
    throw stateError((error as Error).message, parent);
  }
}
