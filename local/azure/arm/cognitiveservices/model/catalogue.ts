/**
 * The models: those that can be fine-tuned, where and until when, and some others. Sources: the capabilities of 40 regions
 * (recorded, Azure/azure-dev, 22 June 2026; of gpt-4.1-mini, gpt-4.1-nano, o4-mini and the retired ones, two regions, 23 April
 * 2026), Azure's table of fine-tuning models (October 2026) and the dates of retirement of 2 September 2026.
 */
import type { Method } from "../../../../../cli/openai/methods";

export interface Model {
  name: string;
  version: string;
  /** How it is trained; absent where it is not. */
  training?: Training;
  /** When training and inference end. @default the dates of the models that are current */
  deprecation?: { fineTune: string; inference: string };
  /** Until it is retired. @default GenerallyAvailable */
  lifecycleStatus?: LifecycleStatus;
  /** Capabilities of its deployments, which all are able to chat. */
  deployed?: Readonly<Record<string, string>>;
  /** Its name in the names of quotas. @default its name */
  quotaName?: string;
}

/** Of Resource Manager: a model that is deprecating is closed to new customers, and one that is deprecated is over. */
export type LifecycleStatus = "GenerallyAvailable" | "Preview" | "Deprecating" | "Deprecated";

interface Training {
  /** The methods that train it. */
  methods: readonly Method[];
  /** Regions with standard training. */
  standard: readonly string[];
  /** Whether the regions with global training offer it. */
  global: boolean;
  developerTier: boolean;
  /** Regions with the developer tier and without global training. */
  developerTierAlone?: readonly string[];
  /** Regions with global training that do not offer this model. */
  unavailableIn?: readonly string[];
  /** As text. */
  tokensPerExample: string;
}

export const currentDeprecation = { fineTune: "2027-10-01T00:00:00Z", inference: "2028-10-01T00:00:00Z" };

const chat = { assistants: "true", jsonSchemaResponse: "true", responses: "true", agentsV2: "true" };
const supervised: readonly Method[] = ["supervised"];
const supervisedAndDpo: readonly Method[] = ["supervised", "dpo"];
const reinforcement: readonly Method[] = ["reinforcement"];

/** GPT-4.1 and its smaller models: legacy since September 2026. */
const gpt41 = {
  lifecycleStatus: "Deprecating",
  deprecation: { fineTune: "2027-04-14T00:00:00Z", inference: "2027-04-14T00:00:00Z" },
} as const;

/** GPT-4o and GPT-4o mini: deprecated in September 2026, trained until 2027. */
const gpt4o = {
  lifecycleStatus: "Deprecating",
  deprecation: { fineTune: "2027-04-01T00:00:00Z", inference: "2027-04-14T00:00:00Z" },
} as const;

const retiredTurbo = {
  training: {
    methods: supervised,
    standard: ["eastus2", "swedencentral"],
    global: false,
    developerTier: false,
    tokensPerExample: "16385",
  },
  deprecation: { fineTune: "2025-10-28T00:00:00Z", inference: "2025-11-14T00:00:00Z" },
} as const;

export const models: readonly Model[] = [
  {
    name: "gpt-4o-mini",
    version: "2024-07-18",
    ...gpt4o,
    training: {
      methods: supervised,
      standard: [
        "australiaeast",
        "canadaeast",
        "eastus2",
        "northcentralus",
        "swedencentral",
        "switzerlandnorth",
        "uaenorth",
        "westus2",
        "westus3",
      ],
      global: true,
      developerTier: true,
      developerTierAlone: ["uaenorth"],
      tokensPerExample: "131072",
    },
    deployed: chat,
  },
  {
    name: "gpt-4o",
    version: "2024-08-06",
    ...gpt4o,
    training: {
      methods: supervisedAndDpo,
      standard: [
        "australiaeast",
        "canadaeast",
        "eastus2",
        "northcentralus",
        "swedencentral",
        "switzerlandnorth",
        "switzerlandwest",
        "uaenorth",
        "westus3",
      ],
      global: true,
      developerTier: true,
      developerTierAlone: ["uaenorth"],
      tokensPerExample: "131072",
    },
    deployed: { ...chat, maxContextToken: "128000", maxOutputToken: "16384" },
  },
  { name: "gpt-4o", version: "2024-11-20", deployed: chat },
  {
    name: "gpt-4.1",
    version: "2025-04-14",
    ...gpt41,
    training: {
      methods: supervisedAndDpo,
      standard: [
        "australiaeast",
        "canadaeast",
        "centralus",
        "eastus",
        "eastus2",
        "northcentralus",
        "norwayeast",
        "polandcentral",
        "swedencentral",
        "switzerlandnorth",
        "switzerlandwest",
        "uaenorth",
        "westus2",
        "westus3",
      ],
      global: true,
      developerTier: true,
      developerTierAlone: ["centralus", "uaenorth"],
      tokensPerExample: "65536",
    },
    deployed: chat,
    quotaName: "gpt4.1",
  },
  {
    name: "gpt-4.1-mini",
    version: "2025-04-14",
    ...gpt41,
    training: {
      methods: supervisedAndDpo,
      standard: ["northcentralus", "swedencentral"],
      global: true,
      developerTier: true,
      tokensPerExample: "65536",
    },
    deployed: chat,
    quotaName: "gpt4.1-mini",
  },
  {
    name: "gpt-4.1-nano",
    version: "2025-04-14",
    ...gpt41,
    training: {
      methods: supervisedAndDpo,
      standard: ["northcentralus", "swedencentral"],
      global: true,
      developerTier: true,
      unavailableIn: ["polandcentral"],
      tokensPerExample: "32768",
    },
    deployed: chat,
    quotaName: "gpt4.1-nano",
  },
  {
    name: "o4-mini",
    version: "2025-04-16",
    lifecycleStatus: "Deprecating",
    deprecation: { fineTune: "2027-04-16T00:00:00Z", inference: "2026-10-16T00:00:00Z" },
    training: {
      methods: reinforcement,
      standard: ["eastus2", "swedencentral"],
      global: true,
      developerTier: false,
      tokensPerExample: "131072",
    },
    deployed: chat,
  },
  {
    // By invitation on Azure. ASSUMED: where it is trained.
    name: "gpt-5",
    version: "2025-08-07",
    training: {
      methods: reinforcement,
      standard: [],
      global: true,
      developerTier: false,
      tokensPerExample: "131072",
    },
    deployed: chat,
  },
  // Retired models keep `fineTune: "true"`: their date alone tells.
  { name: "gpt-35-turbo", version: "1106", ...retiredTurbo },
  { name: "gpt-35-turbo", version: "0125", ...retiredTurbo },
];
