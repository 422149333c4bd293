/** The policy that finds W&B API keys in plain text, in any resource. No message contains any part of a key. */
import { checkWandbApiKey } from "../../components/validation/wandbApiKey";
import type { Policy } from "../policy";
import { policy } from "../policy";
import type { Coverage } from "../resources/coverage";
import type { Resource } from "../resources/kinds";
import { kindOf } from "../resources/kinds";
import { textsOf } from "../resources/texts";
import type { TextAt } from "../resources/texts";

/** The form of newer keys, which nothing else has. */
const newKey = /wandb_v1_\w{20,}/;

/** A key after its variable, as in scripts and files of settings. */
const assignedKey = /WANDB_API_KEY\W{1,4}([\w-]{40,})/i;

/** Names of properties and variables that hold a key. Older keys have 40 hexadecimal digits, as the ids of Git's commits do. */
const namesKey = /wandb.*(key|token|secret)$|^api_?key$/i;

/** Whether a text is a key by itself. Unlike names of hosts and resources, keys have digits, and only JSON Web Tokens have dots. */
const isKey = (text: string) =>
  text.length >= 40 &&
  /\d/.test(text) &&
  (!text.includes(".") || text.startsWith("eyJ")) &&
  checkWandbApiKey(text) === undefined;

/** Keys that the vaults' secrets of this deployment hold. They are found in any text, and stay in this process. */
const storedKeys = new Set<string>();

/** Remembers the key of a vault's secret. */
function remember(resource: Resource): void {
  if (kindOf(resource.type) === "secret") {
    textsOf(resource)
      .filter(({ path, text }) => path === "properties.value" && isKey(text))
      .forEach(({ text }) => storedKeys.add(text));
  }
}

const base64 = /^[A-Za-z0-9+/]{56,}={0,2}$/;

/** A text, and what it encodes, as the user data of a virtual machine does. */
const readings = (text: string): string[] =>
  base64.test(text) ? [text, Buffer.from(text, "base64").toString("latin1")] : [text];

const looksLikeKey = ({ text, label }: TextAt): boolean =>
  (namesKey.test(label) && isKey(text)) ||
  readings(text).some((reading) => newKey.test(reading) || isKey(assignedKey.exec(reading)?.[1] ?? ""));

const containsStoredKey = ({ text }: TextAt): boolean =>
  readings(text).some((reading) => [...storedKeys].some((key) => reading.includes(key)));

/** Where keys are, without those that are part of a path: a key can be the name of a property. */
function placesOf(resource: Resource): string[] {
  const found = textsOf(resource).filter(
    (one) => !one.isSecret && (looksLikeKey(one) || containsStoredKey(one)),
  );
  return found.map(({ path }) =>
    [...storedKeys].reduce((visible, key) => visible.replaceAll(key, "…"), path.replace(/[\w-]{40,}/g, "…")),
  );
}

/** All resources; the outputs of components and of the stack are known at the end. */
const everyResource: Coverage = {
  title: "All resources of the stack",
  // Inputs are checked when they are registered.
  reads: "outputs",
  atRegistration(resource) {
    remember(resource);
    return true;
  },
  inStack: (resources) => [...resources],
};

export const plainTextKeyPolicies: readonly Policy[] = [
  policy({
    name: "plain-text-key",
    rule: "No property of any resource holds a W&B API key in plain text, where the state and the console show it.",
    level: "mandatory",
    severity: "critical",
    settings: {},
    covers: everyResource,
    consequence: "Rotate the key if it was deployed before.",
    remedy: () => ({
      argument: "Pass the key as a secret: config.requireSecret, or pulumi.secret",
      property: "Pass the key as a secret: config.requireSecret, or pulumi.secret",
    }),
    problem(resource) {
      const places = placesOf(resource);
      return places.length === 0 ? undefined : `has a W&B API key in plain text at ${places.join(", ")}`;
    },
  }),
];
