import type { Params } from "../service";

export const subscriptionPath = "/subscriptions/{subscriptionId}";

export const resourceGroupPath = `${subscriptionPath}/resourceGroups/{resourceGroupName}` as const;

/** The scope of an action on the subscription. */
export const subscriptionScope = ({ subscriptionId = "" }: Params): string =>
  `/subscriptions/${subscriptionId}`;
