import elk, { type ElkNode } from 'elkjs/lib/elk.bundled.js';

/** The library is CommonJS: its class is the member `default` of what Node imports, whatever a bundler would say. */
const Layouter = (elk as unknown as { readonly default: new () => { layout(graph: ElkNode): Promise<ElkNode> } }).default;

/** A box that is to be placed. Ports (`south`) are points of its lower edge where arrows begin. */
export interface Box {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** It belongs to the first layer. */
  readonly first?: boolean;
  readonly south?: readonly { readonly id: string; readonly size: number }[];
  /** Text below it, which keeps others away. */
  readonly caption?: { readonly width: number; readonly height: number };
}

export interface Line {
  readonly id: string;
  /** A box, or one of its ports. */
  readonly from: string;
  readonly to: string;
  readonly label?: { readonly width: number; readonly height: number };
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Placed extends Point {
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Placed>;
  readonly ports: ReadonlyMap<string, Placed>;
  readonly captions: ReadonlyMap<string, Placed>;
  readonly lines: ReadonlyMap<string, readonly Point[]>;
  /** Where labels of lines stand. */
  readonly labels: ReadonlyMap<string, Placed>;
}

const common = {
  'elk.algorithm': 'layered',
  'elk.edgeRouting': 'ORTHOGONAL',
  // The order of the document is the order in which people think of it: arrows that go against it lead back.
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
  'elk.layered.considerModelOrder.strategy': 'PREFER_NODES',
  'elk.layered.considerModelOrder.components': 'MODEL_ORDER',
  'elk.randomSeed': '1',
  'elk.padding': '[top=24,left=24,bottom=24,right=24]',
  'elk.spacing.nodeNode': '36',
  'elk.spacing.edgeNode': '20',
  'elk.spacing.edgeEdge': '14',
  'elk.spacing.edgeLabel': '4',
  'elk.layered.spacing.nodeNodeBetweenLayers': '36',
  'elk.layered.spacing.edgeNodeBetweenLayers': '18',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
} as const;

/**
 * Network simplex gives the tidier picture and takes minutes for large ones; linear segments are nearly as tidy, in a second. Few
 * would see the crossings that a more thorough search saves where there are hundreds of lines.
 */
const tidyLinesMax = 40;
const thoroughLinesMax = 200;

function effort(lines: number): Readonly<Record<string, string>> {
  return {
    'elk.layered.nodePlacement.strategy': lines <= tidyLinesMax ? 'NETWORK_SIMPLEX' : 'LINEAR_SEGMENTS',
    'elk.layered.thoroughness': lines <= thoroughLinesMax ? '7' : '2',
  };
}

/**
 * Places boxes and routes lines: the layered layout of the Eclipse Layout Kernel (K. Sugiyama and others, 1981; ELK). The same
 * input gives the same output.
 */
export async function layoutOf(
  boxes: readonly Box[],
  lines: readonly Line[],
  {
    direction,
    labels,
  }: { readonly direction: 'DOWN' | 'RIGHT' /** On their lines, or beside them. */; readonly labels: 'on' | 'beside' },
): Promise<Layout> {
  const graph: ElkNode = {
    id: 'root',
    layoutOptions: { ...common, ...effort(lines.length), 'elk.direction': direction },
    children: boxes.map(elkNode),
    edges: lines.map(({ id, from, to, label }) => ({
      id,
      sources: [from],
      targets: [to],
      ...(label === undefined
        ? {}
        : {
            labels: [
              { id: `${id} label`, text: 'label', ...label, layoutOptions: { 'elk.edgeLabels.inline': String(labels === 'on') } },
            ],
          }),
    })),
  };
  return read(await new Layouter().layout(graph));
}

function elkNode({ id, width, height, first, south = [], caption }: Box): ElkNode {
  return {
    id,
    width,
    height,
    layoutOptions: {
      ...(first === true ? { 'elk.layered.layering.layerConstraint': 'FIRST' } : {}),
      ...(south.length === 0 ? {} : { 'elk.portConstraints': 'FIXED_SIDE' }),
      ...(caption === undefined ? {} : { 'elk.nodeLabels.placement': 'OUTSIDE V_BOTTOM H_CENTER' }),
    },
    ...(south.length === 0
      ? {}
      : {
          ports: south.map((port) => ({
            id: port.id,
            width: port.size,
            height: port.size,
            layoutOptions: { 'elk.port.side': 'SOUTH', 'elk.port.borderOffset': String(-port.size / 2) },
          })),
        }),
    ...(caption === undefined ? {} : { labels: [{ text: 'caption', ...caption }] }),
  };
}

type Laid = Pick<ElkNode, 'x' | 'y' | 'width' | 'height'>;

function placed({ x = 0, y = 0, width = 0, height = 0 }: Laid, at: Point = { x: 0, y: 0 }): Placed {
  return { x: at.x + x, y: at.y + y, width, height };
}

function read(root: ElkNode): Layout {
  const boxes = new Map<string, Placed>();
  const ports = new Map<string, Placed>();
  const captions = new Map<string, Placed>();
  for (const node of root.children ?? []) {
    const box = placed(node);
    boxes.set(node.id, box);
    for (const port of node.ports ?? []) ports.set(port.id, placed(port, box));
    for (const label of node.labels ?? []) captions.set(node.id, placed(label, box));
  }
  const lines = new Map<string, readonly Point[]>();
  const labels = new Map<string, Placed>();
  for (const { id, sections = [], labels: own = [] } of root.edges ?? []) {
    const points = sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint]);
    lines.set(
      id,
      points.map(({ x, y }) => ({ x, y })),
    );
    for (const label of own) labels.set(id, placed(label));
  }
  return { width: root.width ?? 0, height: root.height ?? 0, boxes, ports, captions, lines, labels };
}
