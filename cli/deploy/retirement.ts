import type { AzureOpenAI } from "openai";
import { baseModelOf } from "./options";

interface ModelWithDates {
  id: string;
  /** Seconds since the epoch. */
  deprecation?: { inference?: number };
}

/** Returns the day until which Azure answers requests to the base model of a fine-tuned one; undefined if it does not tell. */
export async function retirementOf(client: AzureOpenAI, model: string): Promise<string | undefined> {
  try {
    for await (const listed of client.models.list()) {
      const { id, deprecation } = listed as unknown as ModelWithDates;
      if (id === baseModelOf(model) && deprecation?.inference) {
        return new Date(deprecation.inference * 1000).toISOString().slice(0, 10);
      }
    }
  } catch {
    // The deployment exists, whatever becomes of this request.
  }
  return undefined;
}
