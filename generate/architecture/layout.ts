/** Where boxes, arrows and their labels are: by ELK, Eclipse's layout for diagrams with boxes in boxes. */
import ELK from "elkjs";
import type { ElkExtendedEdge, ElkNode } from "elkjs";
import type { Edge, Graph, Node } from "./graph";
import { textWidth } from "../textWidth";

export const titleSize = 14;
export const lineSize = 12;
export const lineHeight = 17;
export const padding = 14;

export interface Point {
  x: number;
  y: number;
}
export interface Box extends Point {
  node: Node;
  width: number;
  height: number;
}
export interface Arrow {
  edge: Edge;
  points: Point[];
  label: Point & { width: number };
}
export interface Layout {
  width: number;
  height: number;
  boxes: Box[];
  arrows: Arrow[];
}

const options = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.randomSeed": "1",
  "elk.json.shapeCoords": "ROOT",
  "elk.json.edgeCoords": "ROOT",
  "elk.spacing.nodeNode": "36",
  "elk.spacing.edgeEdge": "16",
  "elk.spacing.edgeNode": "20",
  "elk.spacing.edgeLabel": "4",
  "elk.layered.spacing.nodeNodeBetweenLayers": "24",
  "elk.layered.spacing.edgeNodeBetweenLayers": "14",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.layered.edgeLabels.sideSelection": "ALWAYS_UP",
  "elk.layered.thoroughness": "30",
  "elk.padding": "[top=24,left=24,bottom=24,right=24]",
};

const headHeight = (node: Node) => titleSize + 6 + node.lines.length * lineHeight;

const headWidth = ({ title, lines }: Node) =>
  Math.max(textWidth(title, titleSize, true), ...lines.map((line) => textWidth(line, lineSize)));

function elkNode(graph: Graph, node: Node): ElkNode {
  const children = graph.nodes
    .filter(({ parent }) => parent === node.id)
    .map((child) => elkNode(graph, child));
  const size = { width: headWidth(node) + 2 * padding, height: headHeight(node) + 2 * padding - 6 };
  if (children.length === 0) {
    return { id: node.id, ...size };
  }
  const top = headHeight(node) + padding + 10;
  return {
    id: node.id,
    children,
    layoutOptions: {
      "elk.padding": `[top=${top},left=${padding + 6},bottom=${padding + 6},right=${padding + 6}]`,
      "elk.nodeSize.constraints": "MINIMUM_SIZE",
      "elk.nodeSize.minimum": `(${size.width},${size.height})`,
    },
  };
}

const elkEdge = ({ from, to, label }: Edge, index: number): ElkExtendedEdge => ({
  id: `e${index}`,
  sources: [from],
  targets: [to],
  labels: [{ text: label, width: textWidth(label, lineSize) + 8, height: lineHeight }],
});

const rounded = (value = 0) => Math.round(value * 10) / 10;
const point = ({ x, y }: { x?: number; y?: number }): Point => ({ x: rounded(x), y: rounded(y) });

/** Below it, ELK meant a horizontal line: it rounds where an arrow enters a box. */
const minRise = 2;

/** The points of an arrow, with lines that are horizontal or vertical. */
function straight(points: readonly Point[]): Point[] {
  const result: Point[] = [];
  for (const next of points) {
    const last = result.at(-1);
    result.push(last && Math.abs(next.y - last.y) < minRise ? { x: next.x, y: last.y } : next);
  }
  return result;
}

function boxesBelow(graph: Graph, parent: ElkNode): Box[] {
  return (parent.children ?? []).flatMap((child) => [
    {
      ...point(child),
      width: rounded(child.width),
      height: rounded(child.height),
      node: graph.require(child.id),
    },
    ...boxesBelow(graph, child),
  ]);
}

/** Lays a graph out. The same graph has the same layout on each machine. */
export async function layOut(graph: Graph): Promise<Layout> {
  const unplaced: ElkNode = {
    id: "root",
    layoutOptions: options,
    children: graph.nodes.filter(({ parent }) => parent === undefined).map((node) => elkNode(graph, node)),
    edges: graph.edges.map(elkEdge),
  };
  const root: ElkNode = await new ELK().layout(unplaced);
  const arrows = graph.edges.map((edge, index): Arrow => {
    const placed = root.edges?.find(({ id }) => id === `e${index}`);
    const [section] = placed?.sections ?? [];
    const [label] = placed?.labels ?? [];
    if (!section || !label) {
      throw new Error(`ELK placed no arrow from ${edge.from} to ${edge.to}.`);
    }
    return {
      edge,
      points: straight([section.startPoint, ...(section.bendPoints ?? []), section.endPoint].map(point)),
      label: { ...point(label), width: rounded(label.width) },
    };
  });
  return { width: rounded(root.width), height: rounded(root.height), boxes: boxesBelow(graph, root), arrows };
}
