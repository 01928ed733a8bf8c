import ELK, { type ElkExtendedEdge, type ElkNode } from 'elkjs/lib/elk-api.js';
import workerAddress from 'elkjs/lib/elk-worker.min.js?url';
import { beginning, type Diagram } from './graph.ts';

/** Where everything is, in px from the upper left corner. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly nodes: ReadonlyMap<string, { readonly x: number; readonly y: number }>;
  readonly edges: ReadonlyMap<string, RoutedEdge>;
}

export interface RoutedEdge {
  /** As the `d` of a path. */
  readonly path: string;
  /** The middle of its label. */
  readonly label: { readonly x: number; readonly y: number };
}

export const labelSize = { width: 46, height: 18 } as const;
/** With how long it took behind the count. */
const notedWidth = 104;

/** The layered layout of the Eclipse Layout Kernel, from the top down, in the order of the definition. */
const options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'ORTHOGONAL',
  // So few side by side that the words in the boxes can be read; what is too many goes below, where a page has room.
  'elk.layered.layering.strategy': 'COFFMAN_GRAHAM',
  'elk.layered.layering.coffmanGraham.layerBound': '4',
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
  'elk.layered.considerModelOrder.strategy': 'PREFER_NODES',
  'elk.layered.considerModelOrder.components': 'MODEL_ORDER',
  'elk.randomSeed': '1',
  'elk.padding': '[top=8,left=8,bottom=8,right=8]',
  'elk.spacing.nodeNode': '28',
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': '14',
  'elk.layered.spacing.nodeNodeBetweenLayers': '26',
  'elk.layered.spacing.edgeNodeBetweenLayers': '14',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '12',
} as const;

/** As `language/src/pictures/layout.ts`: network simplex is tidier, and takes long where there is much to place. */
const tidyLinesMax = 60;

let kernel: InstanceType<typeof ELK> | undefined;

/** Places a diagram; the work is done beside the page, so that it stays quick. The same diagram is placed the same way. */
export async function layoutOf({ nodes, edges }: Pick<Diagram, 'nodes' | 'edges'>): Promise<Layout> {
  kernel ??= new ELK({ workerFactory: () => new Worker(workerAddress) });
  const placement = edges.length <= tidyLinesMax ? 'NETWORK_SIMPLEX' : 'LINEAR_SEGMENTS';
  const placed = await kernel.layout({
    id: 'flow',
    layoutOptions: { ...options, 'elk.layered.nodePlacement.strategy': placement },
    children: nodes.map(({ id, width, height }) => ({
      id: nodeName(id),
      width,
      height,
      ...(id === beginning ? { layoutOptions: { 'elk.layered.layering.layerConstraint': 'FIRST' } } : {}),
    })),
    edges: edges.map(({ id, from, to, note }) => ({
      id,
      sources: [nodeName(from)],
      targets: [nodeName(to)],
      labels: [
        {
          text: id,
          ...labelSize,
          ...(note === undefined ? {} : { width: notedWidth }),
          layoutOptions: { 'elk.edgeLabels.inline': 'true' },
        },
      ],
    })),
  });
  return read(placed);
}

/** The kernel refuses an empty name. */
function nodeName(id: string): string {
  return `state:${id}`;
}

function read({ width = 0, height = 0, children = [], edges = [] }: ElkNode): Layout {
  return {
    width,
    height,
    nodes: new Map(children.map(({ id, x = 0, y = 0 }) => [id.slice('state:'.length), { x, y }])),
    edges: new Map(edges.map((edge) => [edge.id, routed(edge)])),
  };
}

function routed({ sections = [], labels = [] }: ElkExtendedEdge): RoutedEdge {
  const points = sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint]);
  const [label] = labels;
  const middle = points[Math.floor(points.length / 2)] ?? { x: 0, y: 0 };
  return {
    path: rounded(points),
    label:
      label?.x === undefined || label.y === undefined
        ? middle
        : { x: label.x + (label.width ?? labelSize.width) / 2, y: label.y + labelSize.height / 2 },
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const radius = 8;

/** A line through points, its corners rounded. */
export function rounded(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  let path = `M${at(first)}`;
  for (const [index, point] of rest.entries()) {
    const next = rest[index + 1];
    const before = points[index] ?? first;
    if (next === undefined) {
      path += `L${at(point)}`;
      continue;
    }
    const room = Math.min(radius, distance(before, point) / 2, distance(point, next) / 2);
    path += `L${at(towards(point, before, room))}Q${at(point)} ${at(towards(point, next, room))}`;
  }
  return path;
}

function at({ x, y }: Point): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}

function towards(from: Point, to: Point, by: number): Point {
  const length = distance(from, to) || 1;
  return { x: from.x + ((to.x - from.x) / length) * by, y: from.y + ((to.y - from.y) / length) * by };
}
