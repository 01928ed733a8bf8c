import type { BpmnDefinition, BpmnFlow, BpmnModel, BpmnNode, BpmnRoot } from './bpmn-model.ts';
import type { Layout, Placed, Point } from './layout.ts';
import { element, xmlText } from './markup.ts';

/*
 * BPMN 2.0 XML with diagram interchange (OMG formal/2011-01-03). Members stand in the order that its XML Schema asks for.
 */

const namespaces = {
  'xmlns:bpmn': 'http://www.omg.org/spec/BPMN/20100524/MODEL',
  'xmlns:bpmndi': 'http://www.omg.org/spec/BPMN/20100524/DI',
  'xmlns:dc': 'http://www.omg.org/spec/DD/20100524/DC',
  'xmlns:di': 'http://www.omg.org/spec/DD/20100524/DI',
  'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
} as const;

const cel = 'https://cel.dev';

export interface BpmnDocument {
  readonly id: string;
  readonly title: string;
  readonly documentation: string;
  readonly model: BpmnModel;
  readonly layout: Layout;
}

export function bpmnXml({ id, title, documentation, model, layout }: BpmnDocument): string {
  const incoming = Map.groupBy(model.flows, ({ target }) => target);
  const outgoing = Map.groupBy(model.flows, ({ source }) => source);
  const process = block('bpmn:process', { id, name: title, isExecutable: 'false' }, [
    said(documentation),
    ...model.nodes.map((node) => nodeXml(node, incoming.get(node.id) ?? [], outgoing.get(node.id) ?? [])),
    ...model.flows.map(flowXml),
  ]);
  const plane = block('bpmndi:BPMNPlane', { id: `Plane-${id}`, bpmnElement: id }, [
    ...model.nodes.map((node) => shapeXml(node, layout)),
    ...model.flows.map((flow) => edgeXml(flow, layout)),
  ]);
  const definitions = block(
    'bpmn:definitions',
    {
      ...namespaces,
      id: `Definitions-${id}`,
      targetNamespace: 'https://throughline.example/flows',
      exporter: 'Throughline',
      expressionLanguage: cel,
    },
    [...model.roots.map(rootXml), process, block('bpmndi:BPMNDiagram', { id: `Diagram-${id}` }, [plane])],
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${definitions}\n`;
}

function block(name: string, attributes: Readonly<Record<string, string | undefined>>, parts: readonly string[]): string {
  const inside = parts.filter((part) => part !== '').join('\n');
  return element(name, attributes, inside === '' ? '' : `\n${inside}\n`);
}

function said(documentation: string | undefined): string {
  return documentation === undefined || documentation === '' ? '' : element('bpmn:documentation', {}, xmlText(documentation));
}

function rootXml({ id, kind, name, code }: BpmnRoot): string {
  if (kind === 'message') return element('bpmn:message', { id, name });
  return element(`bpmn:${kind}`, { id, name, [`${kind}Code`]: code });
}

function nodeXml(node: BpmnNode, incoming: readonly BpmnFlow[], outgoing: readonly BpmnFlow[]): string {
  const { id, type, name, documentation, roles = [], definition, attachedTo, interrupting, defaultFlow } = node;
  const attributes = {
    id,
    name: name === '' ? undefined : name,
    default: defaultFlow,
    attachedToRef: attachedTo,
    cancelActivity: interrupting === undefined ? undefined : String(interrupting),
  };
  return block(`bpmn:${type}`, attributes, [
    said(documentation),
    ...incoming.map((flow) => element('bpmn:incoming', {}, flow.id)),
    ...outgoing.map((flow) => element('bpmn:outgoing', {}, flow.id)),
    ...roles.map((role, index) => ownerXml(`Owner-${id}-${index}`, role)),
    definition === undefined ? '' : definitionXml(id, definition),
  ]);
}

function ownerXml(id: string, role: string): string {
  const expression = element('bpmn:formalExpression', {}, xmlText(role));
  return element('bpmn:potentialOwner', { id }, element('bpmn:resourceAssignmentExpression', {}, expression));
}

function definitionXml(id: string, definition: BpmnDefinition): string {
  const own = `Definition-${id}`;
  if (definition.kind === 'terminate') return element('bpmn:terminateEventDefinition', { id: own });
  if (definition.kind !== 'timer')
    return element(`bpmn:${definition.kind}EventDefinition`, { id: own, [`${definition.kind}Ref`]: definition.ref });
  const time = element(`bpmn:${definition.time}`, { 'xsi:type': 'bpmn:tFormalExpression' }, xmlText(definition.text));
  return element('bpmn:timerEventDefinition', { id: own }, time);
}

function flowXml({ id, source, target, name, condition }: BpmnFlow): string {
  const expression =
    condition === undefined
      ? ''
      : element('bpmn:conditionExpression', { 'xsi:type': 'bpmn:tFormalExpression', language: cel }, xmlText(condition));
  return element('bpmn:sequenceFlow', { id, name, sourceRef: source, targetRef: target }, expression);
}

function bounds({ x, y, width, height }: Placed): string {
  return element('dc:Bounds', { x, y, width, height });
}

function labelXml(place: Placed | undefined): string {
  return place === undefined ? '' : element('bpmndi:BPMNLabel', {}, bounds(place));
}

function shapeXml({ id, type, name }: BpmnNode, layout: Layout): string {
  const place = layout.boxes.get(id) ?? layout.ports.get(id);
  if (place === undefined) throw new Error(`The layout has no place for ${id}`);
  const label = name === '' || type === 'userTask' || type === 'serviceTask' ? undefined : layout.captions.get(id);
  return element(
    'bpmndi:BPMNShape',
    { id: `Shape-${id}`, bpmnElement: id, isMarkerVisible: type === 'exclusiveGateway' ? 'true' : undefined },
    bounds(place) + labelXml(label),
  );
}

function edgeXml({ id }: BpmnFlow, layout: Layout): string {
  const points = layout.lines.get(id) ?? [];
  const waypoints = points.map(({ x, y }: Point) => element('di:waypoint', { x, y })).join('');
  return element('bpmndi:BPMNEdge', { id: `Edge-${id}`, bpmnElement: id }, waypoints + labelXml(layout.labels.get(id)));
}
