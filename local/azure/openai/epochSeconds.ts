import type { Platform } from "../service";

/** The local Azure's time in seconds since the epoch, as OpenAI's API counts it. */
export const epochSeconds = (platform: Platform): number => Math.floor(platform.clock.now() / 1000);
