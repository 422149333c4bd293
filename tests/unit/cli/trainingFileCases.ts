/** Training files of every kind: wrong formats, wrong lines, lines that may be accepted, and right ones. */
import { binaryCases } from "./trainingFileCases/binary";
import { jsonCases } from "./trainingFileCases/json";
import { otherCases } from "./trainingFileCases/others";
import { wrongCallCases } from "./trainingFileCases/wrongCalls";
import { wrongMessageCases } from "./trainingFileCases/wrongMessages";

export { rightExamples } from "./trainingFileCases/examples";
export type { LineCase } from "./trainingFileCases/examples";
export { rightLineCases } from "./trainingFileCases/right";
export { warnedLineCases } from "./trainingFileCases/warned";

export const formatCases = [...binaryCases, ...jsonCases, ...otherCases];
export const wrongLineCases = [...wrongMessageCases, ...wrongCallCases];
