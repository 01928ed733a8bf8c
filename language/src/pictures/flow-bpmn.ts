import type { FlowDefinition } from '../definition/flow.ts';
import { type BpmnFlow, type BpmnModel, type BpmnNode, bpmnId, bpmnModel } from './bpmn-model.ts';
import { bpmnXml } from './bpmn-xml.ts';
import { graphOf } from './graph.ts';
import { type Box, type Layout, type Line, layoutOf, type Placed } from './layout.ts';
import { assertDrawable, PictureError, readable } from './picture-error.ts';
import { textWidth, wrapped } from './text-width.ts';

/** BPMN says with many shapes what a state says in one; beyond these the layout takes too long. */
export const bpmnShapesMax = 500;

/**
 * A flow as BPMN 2.0 XML with its diagram, for tools that read BPMN. It is an export: what BPMN cannot say (guards of facts, pauses of
 * ladders, who may approve whom) stands in the documentation of its elements or is left out, and nothing is imported again.
 *
 * A state is a user task of its owner, followed by an event-based gateway and the events that end it; a target time and each rung
 * is a timer on its border, interrupting where it moves the case; exceptions are escalations, ends that failed are errors, approvals
 * are user tasks. Ids are made of names alone.
 *
 * @throws {PictureError} `flow-invalid`; `picture-too-large` beyond 150 states, 500 arrows or 500 shapes.
 */
export async function flowBpmn(definition: FlowDefinition): Promise<string> {
  const flow = readable(definition);
  const { nodes, arrows } = graphOf(flow);
  assertDrawable(nodes.length - 1, arrows.length);
  const model = bpmnModel(flow);
  if (model.nodes.length > bpmnShapesMax) {
    throw new PictureError('picture-too-large', `The flow would be ${model.nodes.length} shapes in BPMN`, {
      expected: `at most ${bpmnShapesMax} shapes`,
      action: 'Draw it as SVG, or part the flow: what lives its own life is a flow of its own.',
    });
  }
  const layout = withBoundaryCaptions(
    model,
    await layoutOf(boxesOf(model), model.flows.map(lineOf), { direction: 'RIGHT', labels: 'beside' }),
  );
  return bpmnXml({ id: bpmnId('Process', flow.name), title: flow.title, documentation: flow.description ?? '', model, layout });
}

const eventSize = 36;
const gatewaySize = 50;
const task = { width: 120, height: 80 } as const;
const boundaryRoom = 112;
const labelSize = 11;
const captionWidth = 90;

function boxesOf({ nodes }: BpmnModel): readonly Box[] {
  const attached = Map.groupBy(nodes, ({ attachedTo }) => attachedTo);
  return nodes.flatMap((node) => {
    if (node.type === 'boundaryEvent') return [];
    const south = (attached.get(node.id) ?? []).map(({ id }) => ({ id, size: eventSize }));
    const caption = captionOf(node);
    return [
      {
        id: node.id,
        ...sizeOf(node, south.length),
        first: node.type === 'startEvent',
        ...(south.length === 0 ? {} : { south }),
        ...(caption === undefined ? {} : { caption }),
      },
    ];
  });
}

function sizeOf({ type }: BpmnNode, attached: number): { readonly width: number; readonly height: number } {
  if (type === 'userTask' || type === 'serviceTask')
    return { width: Math.max(task.width, attached * boundaryRoom), height: task.height };
  const size = type === 'exclusiveGateway' || type === 'eventBasedGateway' ? gatewaySize : eventSize;
  return { width: size, height: size };
}

/** Events have their names below them; tasks within. */
function captionOf({ type, name }: BpmnNode): { readonly width: number; readonly height: number } | undefined {
  if (name === '' || type === 'userTask' || type === 'serviceTask') return undefined;
  return textSize(name);
}

function textSize(text: string): { readonly width: number; readonly height: number } {
  const lines = wrapped(text, captionWidth, labelSize, 4);
  return { width: Math.ceil(Math.max(...lines.map((line) => textWidth(line, labelSize)))), height: lines.length * 14 };
}

function lineOf({ id, source, target, name }: BpmnFlow): Line {
  return { id, from: source, to: target, ...(name === undefined || name === '' ? {} : { label: textSize(name) }) };
}

/** The name of a timer on a border stands right of it, below the task: its arrow leaves downwards. */
function withBoundaryCaptions({ nodes }: BpmnModel, layout: Layout): Layout {
  const captions = new Map<string, Placed>(layout.captions);
  for (const { id, type, name } of nodes) {
    const port = layout.ports.get(id);
    if (type !== 'boundaryEvent' || port === undefined) continue;
    const { width, height } = textSize(name);
    captions.set(id, {
      x: port.x + port.width + 1,
      y: port.y + port.height / 2 + 3,
      width: Math.min(width, boundaryRoom - eventSize),
      height,
    });
  }
  return { ...layout, captions };
}
