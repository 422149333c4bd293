/**
 * What distinguishes the kinds of accounts, as recorded: AIServices by Azure/azure-service-operator (June 2026), OpenAI and
 * TextAnalytics by Azure/azure-cli (28 October 2025), CognitiveServices by azure-mgmt-cognitiveservices 11.0.0 (22 December 2020), the
 * others by Azure/azure-cli (November 2021, March and October 2022).
 */
import { ownValue } from "../../../ownValue";

interface Kind {
  capabilities: readonly Capability[];
  /** Names of the endpoints, by what serves them. */
  endpoints: readonly { served: Domain; names: readonly string[] }[];
  /** The tiers of an account's SKU, by its name. */
  skus?: Readonly<Record<string, string>>;
  /** Quotas that count what is used in 30 days, and their limits. */
  usages?: Readonly<Record<string, number>>;
  /** `properties.apiProperties` of an account that requests none. */
  apiProperties?: Readonly<Record<string, null>>;
  /** Whether an account has `properties.quotaLimit`. */
  hasQuotaLimit?: boolean;
  /** Whether an account is created by the answer to its request, without an operation. */
  isCreatedAtOnce?: boolean;
}

interface Capability {
  name: string;
  /** Numbers and truth values are texts too. */
  value?: string;
}

/** `account`: the domain of the account's own endpoint. The last three belong to a region or to all of Azure. */
type Domain = "account" | "openai" | "cognitiveservices" | "services.ai" | "stt" | "tts" | "translator";

const capability = (name: string, value?: string): Capability =>
  value === undefined ? { name } : { name, value };

/** Azure OpenAI's limits for an account. */
export const limits = {
  /** Jobs of any status. */
  MaxFineTuneCount: "500",
  MaxRunningFineTuneCount: "3",
  /** Files of a purpose. */
  MaxUserFileCount: "100",
  /** Bytes. */
  MaxTrainingFileSize: "512000000",
} as const;
export type Limit = keyof typeof limits;

const fineTuning = [
  ...Object.entries(limits).map(([name, value]) => capability(name, value)),
  capability("MaxUserFileImportDurationInHours", "1"),
  capability("MaxFineTuneJobDurationInHours", "720"),
  capability("MaxEvaluationRunDurationInHours", "5"),
  capability("MaxRunningEvaluationCount", "5"),
];

const trustedServices = (...names: string[]) =>
  capability("TrustedServices", names.map((name) => `Microsoft.${name}`).join(","));

const openAiEndpoints = [
  "OpenAI Language Model Instance API",
  "OpenAI Dall-E API",
  "OpenAI Sora API",
  "OpenAI Moderations API",
  "OpenAI Whisper API",
  "OpenAI Model Scaleset API",
  "OpenAI Realtime API",
  "Token Service API",
  "Azure OpenAI Legacy API - Latest moniker",
];

const languageCloud = capability(
  "Cloud",
  "TextAnalytics.Healthcare,TextAnalytics.Analyze,QuestionAnswer.AllApis,LanguageService.QuestionAnsweringApis",
);

const table: Readonly<Record<string, Kind>> = {
  OpenAI: {
    capabilities: [
      capability("VirtualNetworks"),
      capability("CustomerManagedKey"),
      capability("EnableRLSForThrottling", "false"),
      ...fineTuning,
      capability("MaxRunningGlobalStandardFineTuneCount", "3"),
      capability("BypassBilling"),
      capability("raiLevelOverride"),
      trustedServices("CognitiveServices", "MachineLearningServices", "Search", "VideoIndexer"),
      capability("NetworkSecurityPerimeter"),
      capability("RaiMonitor"),
      capability("FinetunedModelRouterEndpoint"),
      capability("FinetunedModelRouterScoreThreshold", "0.171"),
      capability("quotaRefundsEnabled", "false"),
    ],
    endpoints: [{ served: "openai", names: openAiEndpoints }],
    apiProperties: {},
  },
  AIServices: {
    capabilities: [
      capability("VirtualNetworks"),
      capability("EnabledApimVnet", "true"),
      trustedServices("CognitiveServices", "MachineLearningServices", "Search", "VideoIndexer"),
      capability("CustomerManagedKey"),
      capability("CustomerManagedStorage"),
      ...fineTuning,
      capability("NetworkSecurityPerimeter"),
      capability("useEndpointRateLimiter", "Enabled"),
      capability("MaxRunningGlobalStandardFineTuneCount", "3"),
      capability("RaiMonitor"),
      capability("quotaRefundsEnabled", "false"),
      ...["audio", "imageGenerations", "chatCompletion", "fineTune", "imageEdits"].map((name) =>
        capability(name, "true"),
      ),
      capability(
        "Container",
        "ContentSafety.*,ComputerVision.*,FormRecognizer.*,SpeechServices.*,TextAnalytics.*,TextTranslation.*",
      ),
      capability("DynamicThrottling"),
      capability("CommitmentPlan"),
      languageCloud,
    ],
    endpoints: [
      { served: "services.ai", names: ["AI Foundry API"] },
      { served: "cognitiveservices", names: ["ProjectA APIs", "MAAP Managed Deployments API"] },
      {
        served: "openai",
        names: [
          ...openAiEndpoints,
          "OpenAI Response API on Websocket",
          "OpenAI Realtime Translation WebSocket API",
        ],
      },
      {
        served: "services.ai",
        names: [
          "Azure AI Model Inference API",
          "Cohere AI API",
          "Mistral AI API",
          "Azure MAI Model Inference API",
          "Azure MAI Model Inference API v1.0",
          "Content Understanding",
        ],
      },
      {
        served: "cognitiveservices",
        names: [
          "Content Safety",
          "Container",
          "Computer Vision",
          "FormRecognizer",
          "Speech Services Speech to Text",
          "Speech Services Speech to Text v3.2",
          "Speech Services Speech to Text 2024-05-15-preview",
          "Speech Services Speech to Text 2024-11-15",
          "Speech Services Speech to Text 2025-10-15",
          "Speech Services Speech to Text v3.2_internal.1",
          "Speech Services Custom Voice",
          "Speech Services Custom Voice Trial",
          "Video Translation",
          "Speech Services Audio Content Creation",
          "Speech Services TTS Player",
          "Speech Services Podcast",
          "Speech Services Custom Avatar",
          "Speech Services Batch Avatar",
          "Speech Services Batch Text to Speech",
        ],
      },
      { served: "stt", names: ["Speech Services Speech to Text (Standard)"] },
      { served: "tts", names: ["Speech Services Text to Speech (Neural)"] },
      {
        served: "cognitiveservices",
        names: [
          "Speech Services Speaker Verification",
          "Speech Services Speaker Identification",
          "Voice Agent Realtime API",
          "Voice Live Realtime API",
          "Voice Live Media Gateway Calls API",
          "Token",
          "Text Analytics",
          "Custom Text Authoring",
          "Conversational Language Understanding Authoring",
          "Custom Question Answering Authoring",
          "Custom Question Answering",
          "ConversationalLURuntime",
          "Language",
          "Language Remote MCP Server",
          "QnAMaker",
          "Turing",
          "QuestionAnswering",
          "LUIS",
        ],
      },
      { served: "translator", names: ["TextTranslation-Global"] },
      { served: "cognitiveservices", names: ["TextTranslation", "DocumentTranslation", "CustomTranslator"] },
    ],
    apiProperties: { qnaAzureSearchEndpointKey: null },
  },
  TextAnalytics: {
    capabilities: [
      capability("DynamicThrottling"),
      capability("VirtualNetworks"),
      trustedServices("CognitiveServices"),
      capability("CustomerManagedKey"),
      capability("CustomerManagedStorage"),
      capability("Container", "TextAnalytics.*"),
      languageCloud,
    ],
    endpoints: [
      {
        served: "account",
        names: [
          "Text Analytics",
          "Custom Text Authoring",
          "Conversational Language Understanding Authoring",
          "Custom Question Answering Authoring",
          "Custom Question Answering",
          "ConversationalLURuntime",
          "Language",
          "QnAMaker",
          "Turing",
          "QuestionAnswering",
          "LUIS",
          "Container",
        ],
      },
    ],
    skus: { F0: "Free", S: "Standard" },
    usages: {
      "TextAnalytics.CtAutoTagging": 5000,
      "TextAnalytics.CtSaAutoTagging": 1000,
      "TextAnalytics.CtEvaluation": 5000,
      "TextAnalytics.CustomHealthcare": 10000,
    },
    apiProperties: { qnaAzureSearchEndpointKey: null },
    hasQuotaLimit: true,
  },
  FormRecognizer: {
    capabilities: [
      capability("DynamicThrottling"),
      capability("VirtualNetworks"),
      capability("CustomerManagedKey"),
      capability("Container", "FormRecognizer.*"),
    ],
    endpoints: [{ served: "account", names: ["FormRecognizer"] }],
    skus: { F0: "Free", S0: "Standard", DC0: "DisconnectedTier" },
  },
  Face: {
    capabilities: [
      capability("VirtualNetworks"),
      capability("Container", "Face.*,Face.Face"),
      capability("CustomerManagedKey"),
      capability("Scenario", "Face.LegacyPreview,Face.Legacy"),
    ],
    endpoints: [{ served: "account", names: ["Face"] }],
  },
  SpeechServices: {
    capabilities: [
      capability("VirtualNetworks"),
      capability("CustomerManagedStorage"),
      capability("Container", "SpeechServices.*"),
    ],
    endpoints: [
      {
        served: "account",
        names: [
          "Speech Services Speech to Text v2.0",
          "Speech Services Speech to Text v3.0",
          "Speech Services Speech to Text v3.1-preview.1",
          "Speech Services Custom Voice",
          "Unified Speech",
          "Speech Services Speaker Verification",
          "Speech Services Speaker Identification",
        ],
      },
    ],
    isCreatedAtOnce: true,
  },
  CognitiveServices: {
    capabilities: [capability("VirtualNetworks")],
    endpoints: [{ served: "account", names: ["CognitiveServices"] }],
    apiProperties: {},
    isCreatedAtOnce: true,
  },
  QnAMaker: {
    capabilities: [capability("VirtualNetworks")],
    endpoints: [{ served: "account", names: ["QnAMaker"] }],
    isCreatedAtOnce: true,
  },
};

/** A kind's row of the table; kinds that are not recorded have the least that all have. */
export const kindOf = (kind: string | undefined): Kind =>
  ownValue(table, kind ?? "") ?? {
    capabilities: [capability("VirtualNetworks"), capability("CustomerManagedKey")],
    endpoints: [{ served: "account", names: [kind ?? ""] }],
  };

/** The endpoint of an account: its own with a subdomain, and the region's without one. @param region In the format of ids. */
export function endpointOf(kind: string, subdomain: string | undefined, region: string): string {
  if (subdomain) {
    return onSubdomain(subdomain, kind === "OpenAI" ? "openai" : "cognitiveservices");
  }
  const path = kind === "SpeechServices" ? "sts/v1.0/issuetoken" : "";
  return `https://${region}.api.cognitive.microsoft.com/${path}`;
}

const onSubdomain = (subdomain: string, domain: string) =>
  `https://${subdomain.toLowerCase()}.${domain}.azure.com/`;

/** The endpoints of an account by their names, such as `OpenAI Language Model Instance API`. */
export function endpointsOf(
  kind: string,
  subdomain: string | undefined,
  region: string,
): Record<string, string> {
  const endpoint = endpointOf(kind, subdomain, region);
  const elsewhere: Partial<Record<Domain, string>> = {
    stt: `https://${region}.stt.speech.microsoft.com`,
    tts: `https://${region}.tts.speech.microsoft.com`,
    translator: "https://api.cognitive.microsofttranslator.com/",
  };
  const urlOf = (served: Domain): string =>
    elsewhere[served] ??
    (subdomain === undefined || served === "account" ? endpoint : onSubdomain(subdomain, served));
  return Object.fromEntries(
    kindOf(kind).endpoints.flatMap(({ served, names }) => names.map((name) => [name, urlOf(served)])),
  );
}
