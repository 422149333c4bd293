import type { Platform } from "../../service";
import { findProject, listProjects } from "../model/projects";
import { canUseEntity, listMembers } from "../model/users";
import type { WandbUser } from "../model/users";
import { toResponseConnection } from "../wire/graphql";
import { toResponseProject } from "../wire/runs";
import { toResponseEntity, toResponseMember, toResponseUser } from "../wire/users";

interface ProjectArguments {
  name: string;
  entityName?: string | null;
}

/** The fields of the schema's `Query`. W&B returns null for what the user cannot read. */
export function queries(platform: Platform, user: WandbUser | undefined): Record<string, unknown> {
  /** The requested entity, or the user's default one, where the user can read it. */
  const readableEntity = (requested: string | null | undefined): string | undefined => {
    const entity = requested ?? user?.entity;
    return user && entity && canUseEntity(user, entity) ? entity : undefined;
  };
  const project = ({ name, entityName }: ProjectArguments) => {
    const entity = readableEntity(entityName);
    const found = entity === undefined ? undefined : findProject(platform, entity, name);
    return found ? toResponseProject(platform, found) : null;
  };
  return {
    // W&B returns a viewer of null for a key that it does not know (wandb/core/internal/wbapi/authhandler.go).
    viewer: () => (user ? toResponseUser(user) : null),
    serverInfo: () => ({ features: [], cliVersionInfo: {}, latestLocalVersionInfo: null }),
    entity: ({ name }: { name?: string | null }) => {
      const entity = readableEntity(name);
      return entity === undefined
        ? null
        : { ...toResponseEntity(entity), members: listMembers(platform, entity).map(toResponseMember) };
    },
    project,
    model: project,
    models: ({ entityName }: { entityName?: string | null }) => {
      const entity = readableEntity(entityName);
      const projects = entity === undefined ? [] : listProjects(platform, entity);
      return toResponseConnection(projects.map((found) => toResponseProject(platform, found)));
    },
    organization: () => null,
  };
}
