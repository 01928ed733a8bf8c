import { type FlowDefinition, isJsonObject, type JsonObject } from '@throughline/language';
import { listOf } from './examined.ts';
import { isRequired } from './valuations.ts';

interface Message {
  readonly place: string;
  readonly flow: string;
  readonly event: string;
  readonly fields: readonly string[];
  readonly isBirth: boolean;
}

/** Messages, links and children that the flows beside this one do not take as they are. */
export function misdirected(
  definition: FlowDefinition,
  others: readonly FlowDefinition[],
): readonly { readonly place: string; readonly text: string }[] {
  const flows = new Map([...others, definition].map((flow) => [flow.name, flow]));
  const faults: { place: string; text: string }[] = [];
  const targets = [...Object.entries(definition.links ?? {}), ...Object.entries(definition.children ?? {})];
  for (const [place, { flow }] of targets) if (!flows.has(flow)) faults.push({ place, text: `there is no flow ${flow}` });
  for (const [place, { flow, end, ended }] of Object.entries(definition.children ?? {})) {
    const child = flows.get(flow);
    if (child !== undefined && end !== undefined && !takes(child, end))
      faults.push({ place, text: `${flow} does not take ${end}` });
    if (ended !== undefined && !takes(definition, ended)) faults.push({ place, text: `nothing takes ${ended}` });
  }
  for (const message of messagesOf(definition)) {
    const text = misfit(flows.get(message.flow), message);
    if (text !== undefined) faults.push({ place: message.place, text });
  }
  return faults;
}

const takes = ({ states }: FlowDefinition, event: string): boolean =>
  Object.values(states).some(({ on }) => Object.hasOwn(on ?? {}, event));

function misfit(target: FlowDefinition | undefined, { flow, event, fields, isBirth }: Message): string | undefined {
  if (target === undefined) return `there is no flow ${flow}`;
  const isTaken = Object.hasOwn(target.start, event) || (!isBirth && takes(target, event));
  if (!isTaken) return `${flow} does not take ${event}`;
  const declared = target.events?.[event]?.data as JsonObject | undefined;
  const schema = declared ?? (Object.hasOwn(target.start, event) ? (target.data as JsonObject) : {});
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const unknown = fields.filter((field) => !Object.hasOwn(properties, field));
  if (unknown.length > 0) return `${event} of ${flow} knows no ${unknown.join()}`;
  const lacking = Object.entries(properties).filter(
    ([field, member]) =>
      isRequired(schema, field) && !fields.includes(field) && !(isJsonObject(member) && member['default'] !== undefined),
  );
  return lacking.length === 0 ? undefined : `${event} of ${flow} needs ${lacking.map(([field]) => field).join()}`;
}

function messagesOf(definition: FlowDefinition): readonly Message[] {
  const transitions = [definition.start, ...Object.values(definition.states).map(({ on }) => on ?? {})].flatMap((on) =>
    Object.entries(on).flatMap(([event, list]) => listOf(list).map((actions) => ({ place: event, actions }))),
  );
  const rungs = Object.entries(definition.ladders ?? {}).flatMap(([name, ladder]) =>
    ladder.rungs.map((actions) => ({ place: `${name}/${actions.name}`, actions })),
  );
  return [...transitions, ...rungs].flatMap(({ place, actions }) => [
    ...(actions.send ?? []).map((send) => ({ place, ...send, fields: Object.keys(send.with ?? {}), isBirth: false })),
    ...(actions.open ?? []).flatMap((open) => {
      const flow = 'child' in open ? definition.children?.[open.child]?.flow : open.flow;
      return flow === undefined ? [] : [{ place, flow, event: open.event, fields: Object.keys(open.with ?? {}), isBirth: true }];
    }),
  ]);
}
