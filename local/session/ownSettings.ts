/** What a user sets for one command: variables before `npm run local --`, or those of `env NAME=VALUE … COMMAND` after it. */
import { withVariables } from "./signIn";

type Environment = Record<string, string | undefined>;
type Variables = Record<string, string>;

/** Pulumi's providers read the first family, clients of Azure the second. Both are to be the same application. */
const families = ["ARM", "AZURE"] as const;
type Family = (typeof families)[number];

/** Variables that the session sets and a user may have set for a command. The others have one value that works. */
const settable = [
  ...families.flatMap((family) =>
    ["TENANT_ID", "SUBSCRIPTION_ID", "CLIENT_ID", "CLIENT_SECRET"].map((name) => `${family}_${name}`),
  ),
  "PULUMI_STACK",
  "PULUMI_BACKEND_URL",
];

/** Variables that the emulated providers sign in by. */
const signInVariable = /^(ARM|AZURE|IDENTITY|ACTIONS_ID_TOKEN)_/;

/** Ways to sign in without a client secret, each by its first variable. */
const otherProofs = [
  "ARM_CLIENT_CERTIFICATE_PATH",
  "ARM_USE_OIDC",
  "ARM_USE_MSI",
  "AZURE_FEDERATED_TOKEN_FILE",
];

/** Splits `env NAME=VALUE … COMMAND`. With options, or without a command, `env` itself runs. */
export function splitAssignments(command: string[]): { assignments: Variables; command: string[] } {
  const [first, ...words] = command;
  const count = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  if (first !== "env" || count < 0 || words[count]?.startsWith("-")) {
    return { assignments: {}, command };
  }
  const assignments = words.slice(0, count).map((word) => {
    const end = word.indexOf("=");
    return [word.slice(0, end), word.slice(end + 1)] as const;
  });
  return { assignments: Object.fromEntries(assignments), command: words.slice(count) };
}

export interface CommandEnvironment {
  environment: Record<string, string | undefined>;
  /** Whether the command signs in as something else than the session. */
  hasOwnSignIn: boolean;
  /** Variables of the user that do not apply. */
  overridden: string[];
}

/**
 * The environment of a command: what the user set for it, over the session's. Variables before the command may be those of a
 * subscription on Azure, in a shell's profile. Hence they apply with an application of the local directory alone, so that no other
 * credential is used here; `env` after it is meant for the local Azure.
 * @param isLocal Whether the local directory has an application.
 * @throws Error where the application is ambiguous, or has nothing to sign in with.
 */
export async function commandEnvironment(
  outer: Environment,
  session: Variables,
  assignments: Variables,
  isLocal: (clientId: string) => Promise<boolean>,
): Promise<CommandEnvironment> {
  const user: Environment = { ...outer, ...assignments };
  const own: { family: Family; clientId: string }[] = [];
  for (const family of families) {
    const name = `${family}_CLIENT_ID`;
    const clientId = user[name];
    if (clientId && clientId !== session[name] && (name in assignments || (await isLocal(clientId)))) {
      own.push({ family, clientId });
    }
  }
  const [first, second] = own;
  if (first && second && first.clientId !== second.clientId) {
    throw new Error(
      "ARM_CLIENT_ID and AZURE_CLIENT_ID are different applications. Set one of them, or both to one application.",
    );
  }
  const environment = {
    ...withVariables({ ...outer, ...session }, first ? application(first, user, session) : {}),
    ...assignments,
  };
  return {
    environment,
    hasOwnSignIn: first !== undefined || Object.keys(assignments).some((name) => signInVariable.test(name)),
    overridden: settable.filter(
      (name) => outer[name] && outer[name] !== environment[name] && !(name in assignments),
    ),
  };
}

/** Variables of both families for the application of one. */
function application(
  { family, clientId }: { family: Family; clientId: string },
  user: Environment,
  session: Variables,
): Variables {
  const secret = [family, ...families]
    .map((name) => user[`${name}_CLIENT_SECRET`])
    .find((value) => value && value !== session.ARM_CLIENT_SECRET);
  if (secret === undefined && !otherProofs.some((name) => user[name])) {
    throw new Error(
      `The application ${clientId} has no client secret. Set ${family}_CLIENT_SECRET besides ${family}_CLIENT_ID.`,
    );
  }
  return Object.fromEntries(
    families.flatMap((name) => [
      [`${name}_CLIENT_ID`, clientId],
      [`${name}_CLIENT_SECRET`, secret ?? ""],
    ]),
  );
}
