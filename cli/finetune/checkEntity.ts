import { completeCommands } from "../deployment/completeCommands";
import { findStack } from "../deployment/stack";
import { specifiedEndpoint } from "../deployment/target";
import type { EndpointOptions } from "../deployment/target";
import { publicBaseUrl } from "../wandb/server";
import { entitiesOf, findViewer } from "../wandb/viewer";

export interface EntityCheck {
  problems: string[];
  /** The run's entity, if it is known. */
  defaultEntity?: string;
}

/**
 * Checks that the stack's W&B API key is valid, and that its user can log runs to the entity.
 * @param name What specifies the entity, for messages.
 */
export async function checkEntity(
  options: EndpointOptions & { entity?: string },
  signal: AbortSignal,
  name = "--entity",
): Promise<EntityCheck> {
  const { entity } = options;
  const wandbApiKey = await findStackApiKey(options);
  if (!wandbApiKey) {
    return { problems: [], defaultEntity: entity };
  }
  const viewer = await findViewer(wandbApiKey, signal, publicBaseUrl());
  if (!viewer) {
    return {
      problems: [
        completeCommands(
          "The stack's W&B API key: W&B does not accept it. Run npx azure-openai-wandb doctor for the fix.",
          options,
        ),
      ],
    };
  }
  const entities = entitiesOf(viewer);
  return entity === undefined || entities.includes(entity)
    ? { problems: [], defaultEntity: entity ?? viewer.entity }
    : {
        problems: [
          `${name} ${entity}: the API key's user ${viewer.username} is not a member. Specify one of: ${entities.join(", ")}`,
        ],
      };
}

/** Undefined if options specify no stack: the CLI then does not have the key. */
async function findStackApiKey(options: EndpointOptions): Promise<string | undefined> {
  return options.account || specifiedEndpoint(options)
    ? undefined
    : (await (await findStack(options)).readApiKey()).key;
}
