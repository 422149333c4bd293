/** Network rules of resources: which client addresses may reach their data plane. */
import { BlockList, isIPv4 } from "node:net";

/** The part of `properties.networkAcls` that this emulator enforces. */
export interface NetworkAcls {
  defaultAction?: "Allow" | "Deny";
  /** IPv4 addresses or ranges in CIDR notation. */
  ipRules?: readonly { value: string }[];
}

/** Whether network rules allow a client's address: by their default action, or by one of their IP rules. */
export function allowsAddress(acls: NetworkAcls | undefined, address: string): boolean {
  return (
    acls?.defaultAction !== "Deny" ||
    (acls.ipRules ?? []).some(({ value }) => ipRangeContains(value, address))
  );
}

/** Whether an IPv4 range such as `10.0.0.0/8`, or a single IP address, contains an IP address. */
export function ipRangeContains(range: string, address: string): boolean {
  const [network = "", prefixLength = "32"] = range.split("/");
  // Azure OpenAI accepts any text as an IP rule.
  if (!isIPv4(network) || !/^([0-9]|[12][0-9]|3[0-2])$/.test(prefixLength)) {
    return false;
  }
  const list = new BlockList();
  list.addSubnet(network, Number(prefixLength), "ipv4");
  return list.check(address, "ipv4");
}
