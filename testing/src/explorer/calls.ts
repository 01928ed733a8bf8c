import { type CallEffect, type FlowDefinition, isJsonObject, type JsonObject } from '@throughline/language';
import type { Rung, Transition } from './examined.ts';
import { isRequired } from './valuations.ts';

const propertiesOf = (schema: JsonObject | undefined): Readonly<Record<string, JsonObject>> =>
  isJsonObject(schema?.['properties']) ? (schema['properties'] as Record<string, JsonObject>) : {};

/** The calls of other systems that a transition or a rung makes. */
export function callsOf({ effects = [] }: Transition | Rung): readonly CallEffect[] {
  return effects.flatMap((effect) => (effect.kind === 'call' ? [effect] : []));
}

/** A call carries what its destination takes, and somebody hears where it comes to nothing. */
export function judgeCall(definition: FlowDefinition, call: CallEffect, say: (text: string) => void): void {
  const { to, onFailed, reply = {} } = call;
  const form = definition.destinations?.[to]?.data as JsonObject | undefined;
  const carried = Object.keys(call.with ?? {});
  if (form !== undefined) {
    for (const field of carried) if (propertiesOf(form)[field] === undefined) say(`${to} takes no ${field}`);
    for (const field of Object.keys(propertiesOf(form)))
      if (isRequired(form, field) && !carried.includes(field)) say(`${to} requires ${field}`);
  }
  if (onFailed === undefined && (reply.refused === undefined || reply.unknown === undefined))
    say(`nobody hears where ${to} does not do it`);
  const has = { done: ['destination', 'result'], refused: ['destination', 'message'], unknown: ['destination', 'message'] };
  for (const kind of ['done', 'refused', 'unknown'] as const) {
    const event = reply[kind];
    if (event === undefined) continue;
    if (!Object.values(definition.states).some(({ on = {} }) => Object.hasOwn(on, event)))
      say(`no state takes the outcome ${event}`);
    const schema = (definition.events?.[event]?.data ?? {}) as JsonObject;
    for (const [field, { type, default: other }] of Object.entries(propertiesOf(schema))) {
      const expected = field === 'result' ? 'object' : 'string';
      if (!has[kind].includes(field) && isRequired(schema, field) && other === undefined) say(`the outcome has no ${field}`);
      if (has[kind].includes(field) && type !== undefined && ![type].flat().includes(expected))
        say(`the outcome's ${field} is of type ${expected}`);
    }
  }
}

/** Somebody answers for each system, and it is said how much hangs on it. */
export function judgeDestinations({ destinations = {} }: FlowDefinition, say: (place: string, text: string) => void): void {
  for (const [name, { owner, tier }] of Object.entries(destinations))
    if (owner === undefined || tier === undefined) say(name, 'the destination has no owner or no tier');
}
