import type { WandbUser } from "../model/users";
import { toResponseId } from "./graphql";

export const toResponseEntity = (name: string) => ({
  id: toResponseId(`Entity:${name}`),
  name,
  available: false,
  organization: null,
});

export function toResponseUser({ username, entity, teams }: WandbUser): Record<string, unknown> {
  return {
    id: toResponseId(`User:${username}`),
    name: username,
    username,
    email: `${username}@contoso.example`,
    admin: false,
    flags: "{}",
    entity,
    apiKeys: { edges: [] },
    teams: { edges: teams.map((name) => ({ node: toResponseEntity(name) })) },
  };
}

export const toResponseMember = ({ username, accountType }: WandbUser) => ({
  id: toResponseId(`Member:${username}`),
  username,
  name: username,
  accountType,
});
