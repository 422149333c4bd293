/** The SVG of a layout. */
import { element, escaped, svg } from "../svg";
import type { Edge, EdgeKind, Node, NodeKind } from "./graph";
import { lineHeight, lineSize, padding, titleSize } from "./layout";
import type { Arrow, Box, Layout, Point } from "./layout";
import { textWidth } from "../textWidth";

/** What arrows mean, in the order of the legend. */
const edgeKinds: Readonly<Record<EdgeKind, { title: string; color: string; dashes?: string }>> = {
  access: { title: "Access that the component creates", color: "blue" },
  portal: { title: "Configured in the portal", color: "violet", dashes: "6 4" },
  job: { title: "A fine-tuning job", color: "orange" },
  connection: { title: "Network connection", color: "faint", dashes: "2 3" },
};

const nodeKinds: Readonly<Record<NodeKind, { color: string; dashes?: string; radius: number }>> = {
  resource: { color: "blue", radius: 6 },
  existing: { color: "faint", dashes: "6 4", radius: 6 },
  principal: { color: "green", radius: 18 },
  service: { color: "orange", radius: 6 },
};

const style =
  `.t{font-size:${titleSize}px;font-weight:600}.l{font-size:${lineSize}px;fill:var(--faint)}` +
  `.e{font-size:${lineSize}px;paint-order:stroke;stroke:var(--paper);stroke-width:4px}.h{font-size:16px;font-weight:600}`;

const textLine = (kind: string, at: Point, text: string, more = {}) =>
  element("text", { class: kind, x: at.x, y: at.y, ...more }, escaped(text));

function drawBox({ node, x, y, width, height }: Box): string {
  const { color, dashes, radius } = nodeKinds[node.kind];
  const rect = element("rect", {
    x,
    y,
    width,
    height,
    rx: radius,
    fill: "var(--fill)",
    stroke: `var(--${color})`,
    "stroke-dasharray": dashes,
  });
  const left = x + padding;
  const top = y + padding + titleSize - 4;
  const title = textLine("t", { x: left, y: top }, node.title);
  const lines = node.lines.map((line, index) =>
    textLine("l", { x: left, y: top + (index + 1) * lineHeight + 2 }, line),
  );
  return element("g", {}, [rect, title, ...lines].join(""));
}

const corner = 6;

/** A point that is `distance` before the end of the line, or its middle where the line is shorter. */
function before(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const part = Math.min(distance / length, 0.5);
  return { x: to.x + (from.x - to.x) * part, y: to.y + (from.y - to.y) * part };
}

const at = ({ x, y }: Point) => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;

/** A path with round corners. */
function pathOf(points: readonly Point[]): string {
  return points
    .map((point, index) => {
      const previous = points[index - 1];
      const next = points[index + 1];
      if (!previous) {
        return `M${at(point)}`;
      }
      return next
        ? `L${at(before(previous, point, corner))}Q${at(point)} ${at(before(next, point, corner))}`
        : `L${at(point)}`;
    })
    .join("");
}

const drawArrow = ({ edge: { kind }, points }: Arrow): string =>
  element("path", {
    d: pathOf(points),
    fill: "none",
    stroke: `var(--${edgeKinds[kind].color})`,
    "stroke-width": 1.5,
    "stroke-dasharray": edgeKinds[kind].dashes,
    "marker-end": `url(#${kind})`,
  });

const drawLabel = ({ edge: { kind, label }, label: place }: Arrow): string =>
  textLine("e", { x: place.x + place.width / 2, y: place.y + lineHeight - 5 }, label, {
    "text-anchor": "middle",
    style: `fill:var(--${edgeKinds[kind].color})`,
  });

const marker = (kind: EdgeKind): string =>
  element(
    "marker",
    { id: kind, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" },
    element("path", { d: "M0 0L8 4L0 8z", fill: `var(--${edgeKinds[kind].color})` }),
  );

/** The kinds of arrows in the picture, in the order of the table. */
const kindsOf = (edges: readonly Edge[]) =>
  (Object.keys(edgeKinds) as EdgeKind[]).filter((kind) => edges.some((edge) => edge.kind === kind));

const headHeight = 34;
const legendHeight = 34;
const margin = 24;
const sample = 34;

function drawLegend(kinds: readonly EdgeKind[], y: number): { content: string[]; width: number } {
  const content: string[] = [];
  let x = margin;
  for (const kind of kinds) {
    const { title, color, dashes } = edgeKinds[kind];
    content.push(
      element("path", {
        d: `M${x} ${y - 4}H${x + sample}`,
        stroke: `var(--${color})`,
        "stroke-width": 1.5,
        "stroke-dasharray": dashes,
        "marker-end": `url(#${kind})`,
      }),
      textLine("l", { x: x + sample + 8, y }, title),
    );
    x += sample + 8 + textWidth(title, lineSize) + margin;
  }
  return { content, width: x };
}

/** What a picture shows, as sentences. */
function describe(boxes: readonly Node[], edges: readonly Edge[]): string {
  const title = (id: string) => boxes.find((box) => box.id === id)?.title ?? id;
  return edges.map(({ from, to, label }) => `${title(from)} to ${title(to)}: ${label}.`).join(" ");
}

/** Draws a layout below its title, with a legend. */
export function draw(title: string, { width, height, boxes, arrows }: Layout): string {
  const edges = arrows.map(({ edge }) => edge);
  const kinds = kindsOf(edges);
  const legend = drawLegend(kinds, headHeight + height + legendHeight / 2);
  const moved = element(
    "g",
    { transform: `translate(0 ${headHeight})` },
    ["", ...boxes.map(drawBox), ...arrows.map(drawArrow), ...arrows.map(drawLabel), ""].join("\n"),
  );
  return svg({
    width: Math.max(width, legend.width),
    height: headHeight + height + legendHeight,
    title,
    description: describe(
      boxes.map(({ node }) => node),
      edges,
    ),
    style,
    content: [
      element("defs", {}, kinds.map(marker).join("")),
      textLine("h", { x: margin, y: headHeight }, title),
      moved,
      ...legend.content,
    ],
  });
}
