/** The pictures of the architecture: what the component registers for some arguments, and the way of a job. */
import { WandbIntegration } from "../components/index";
import { record } from "../tests/unit/component/recorder";
import type { Registered } from "../tests/unit/component/recorder";
import { draw } from "./architecture/draw";
import { Graph } from "./architecture/graph";
import { drawJobSteps } from "./architecture/jobSteps";
import { layOut } from "./architecture/layout";
import { pictures } from "./architecture/pictures";
import type { Picture } from "./architecture/pictures";
import { drawResources, secretBox } from "./architecture/resourceTypes";

/** Only its form counts: the pictures do not show it. */
const exampleKey = "0123456789abcdef".repeat(3).slice(0, 40);

const register = ({ args }: Picture): Promise<Registered[]> =>
  record(
    () =>
      new WandbIntegration("wandb", {
        resourceGroupName: "rg",
        location: "swedencentral",
        wandbApiKey: exampleKey,
        ...args,
      }),
  );

/** What a picture shows: the registered resources, and a job of the principals that fine-tune. */
export async function architectureGraph(picture: Picture): Promise<Graph> {
  const registered = await register(picture);
  const graph = new Graph();
  drawResources(graph, registered);
  const secret = registered.find(({ type }) => type.endsWith(":Secret"))?.inputs.secretName;
  const trainers = picture.args.access?.fineTuningPrincipals?.[0]?.objectId;
  drawJobSteps(graph, secretBox(String(secret)), String(trainers));
  return graph;
}

/** The pictures and their SVG. The same on each machine. */
export async function architecturePictures(): Promise<[file: string, text: string][]> {
  const drawn: [string, string][] = [];
  // One after the other: Pulumi's mocks are the process's.
  for (const picture of pictures) {
    drawn.push([picture.file, draw(picture.title, await layOut(await architectureGraph(picture)))]);
  }
  return drawn;
}
