import type { WandbUser } from "../model/users";
import { toResponseId } from "./graphql";

export const toResponseEntity = (name: string) => ({
  id: toResponseId(`Entity:${name}`),
  name,
  available: false,
  organization: null,
  readOnlyAdmin: false,
  isTeam: true,
  privateOnly: false,
  storageBytes: 0,
  codeSavingEnabled: false,
  defaultAccess: "USER_READ",
  members: [],
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
  admin: false,
  pending: false,
  email: `${username}@contoso.example`,
  username,
  name: username,
  accountType,
});
