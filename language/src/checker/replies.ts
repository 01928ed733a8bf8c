import { eventSchema } from '../compile/scope.ts';
import type { FlowDefinition } from '../definition/flow.ts';
import { callFields, replyFields } from '../reply.ts';
import { type Finding, finding, pointer } from './finding.ts';
import { listed, suggestion } from './nearest.ts';
import { fieldsOf, requiredOf, type Subject } from './subject.ts';

/** The events that answers to messages and outcomes of calls become: the case that sent them has to understand them. */
export function checkReplies({ flow, sites }: Subject): readonly Finding[] {
  return sites.flatMap(({ actions: { send = [], effects = [] }, path }) => [
    ...send.flatMap(({ reply }, index) => checkReply(flow, reply, replyFields, `${path}/send/${index}/reply`)),
    ...effects.flatMap((effect, index) =>
      effect.kind === 'call' ? checkReply(flow, effect.reply, callFields, `${path}/effects/${index}/reply`) : [],
    ),
  ]);
}

function checkReply<K extends string>(
  flow: FlowDefinition,
  reply: { readonly [kind in K]?: string } | undefined,
  fields: Readonly<Record<K, readonly string[]>>,
  path: string,
): readonly Finding[] {
  return (Object.keys(fields) as K[]).flatMap((kind) => {
    const event = reply?.[kind];
    return event === undefined ? [] : checkAnswer(flow, event, { kind, carried: fields[kind] }, `${path}/${kind}`);
  });
}

/** What an answer carries is text, but for what a called system gave back. */
const typeOf = (field: string) => (field === 'result' ? 'object' : 'string');

function checkAnswer(
  flow: FlowDefinition,
  event: string,
  { kind, carried }: { readonly kind: string; readonly carried: readonly string[] },
  path: string,
): readonly Finding[] {
  const taken = new Set(Object.values(flow.states).flatMap(({ on }) => Object.keys(on ?? {})));
  if (!taken.has(event))
    return [
      finding('event-unknown', path, {
        message: `no state takes "${event}", by which the case is to hear the answer`,
        witness: [`taken: ${listed([...taken])}`],
        mend: suggestion(event, taken, 'Let a state take it.'),
      }),
    ];
  const schema = eventSchema(flow, event);
  const witness = [
    `an answer that is ${kind} carries ${listed(carried)}, each a text${carried.includes('result') ? ', but for result: an object' : ''}`,
  ];
  const absent = requiredOf(schema).filter((field) => !carried.includes(field) && fieldsOf(schema)[field]?.default === undefined);
  const mistyped = carried.filter((field) => {
    const type = fieldsOf(schema)[field]?.type;
    return type !== undefined && ![type].flat().includes(typeOf(field));
  });
  return [
    ...(absent.length === 0
      ? []
      : [
          finding('message-incomplete', path, {
            message: `"${event}" requires ${listed(absent)}, which no such answer carries`,
            witness,
            mend: 'Make it optional, or let the answer be another event.',
          }),
        ]),
    ...mistyped.map((field) =>
      finding('value-invalid', `/events${pointer(event, 'data', 'properties', field)}`, {
        message: `"${field}" of "${event}" does not take ${typeOf(field) === 'string' ? 'the text of an answer' : 'what a system gives back'}`,
        witness,
        mend: typeOf(field) === 'string' ? 'Let it be any text.' : 'Let it be an object.',
      }),
    ),
  ];
}
