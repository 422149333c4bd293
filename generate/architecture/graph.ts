/** What a picture of the architecture shows, before it has a layout. */

/** How a box is drawn: a resource that the component creates, an existing one, or a principal that signs in. */
export type NodeKind = "resource" | "existing" | "principal" | "service";

export interface Node {
  id: string;
  kind: NodeKind;
  title: string;
  /** Facts below the title, one line each. */
  lines: string[];
  /** The box that it is in. @default none */
  parent?: string;
}

/** What an arrow means: a role assignment or access policy, a step of a job, a setting in the portal, or a connection in a network. */
export type EdgeKind = "access" | "job" | "portal" | "connection";

export interface Edge {
  from: string;
  to: string;
  kind: EdgeKind;
  label: string;
}

/** A picture's boxes and arrows. Adding a box twice changes nothing. */
export class Graph {
  private readonly byId = new Map<string, Node>();
  readonly edges: Edge[] = [];

  get nodes(): readonly Node[] {
    return [...this.byId.values()];
  }

  add(node: Node): void {
    if (!this.byId.has(node.id)) {
      this.byId.set(node.id, node);
    }
  }

  has(id: string): boolean {
    return this.byId.has(id);
  }

  /** @throws Error if the picture has no such box. */
  require(id: string): Node {
    const node = this.byId.get(id);
    if (!node) {
      throw new Error(`The picture has no box for ${id}.`);
    }
    return node;
  }

  /** Draws an arrow; several between the same boxes with the same label are one. */
  connect(edge: Edge): void {
    this.require(edge.from);
    this.require(edge.to);
    const isSame = ({ from, to, kind, label }: Edge) =>
      from === edge.from && to === edge.to && kind === edge.kind && label === edge.label;
    if (!this.edges.some(isSame)) {
      this.edges.push(edge);
    }
  }
}
