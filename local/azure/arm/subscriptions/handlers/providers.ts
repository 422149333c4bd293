import type { Call, Reply } from "../../../service";
import { setRegistrationState } from "../../checks";
import { providerNamespaces, requireNamespace } from "../model/providers";
import { toResponseProvider } from "../wire/providers";

type ProviderCall = Pick<Call<unknown, "namespace">, "platform" | "params">;

export function listProviders({ platform }: Pick<Call, "platform">): Reply {
  const value = providerNamespaces.map((namespace) => toResponseProvider(platform, namespace));
  return { status: 200, body: { value } };
}

export function getProvider({ platform, params }: ProviderCall): Reply {
  return { status: 200, body: toResponseProvider(platform, requireNamespace(params.namespace)) };
}

export const registerProvider = (call: ProviderCall): Reply => setRegistration(call, "Registered");

export const unregisterProvider = (call: ProviderCall): Reply => setRegistration(call, "Unregistered");

function setRegistration({ platform, params }: ProviderCall, state: string): Reply {
  const namespace = requireNamespace(params.namespace);
  setRegistrationState(platform, namespace, state);
  return { status: 200, body: toResponseProvider(platform, namespace) };
}
