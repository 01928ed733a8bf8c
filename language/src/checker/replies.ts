import { eventSchema } from '../compile/scope.ts';
import type { Reply } from '../decision.ts';
import type { FlowDefinition } from '../definition/flow.ts';
import { replyFields } from '../reply.ts';
import { type Finding, finding, pointer } from './finding.ts';
import { listed, suggestion } from './nearest.ts';
import { fieldsOf, requiredOf, type Subject } from './subject.ts';

/** The events that the answers to messages become: the case that sent them has to understand them. */
export function checkReplies({ flow, sites }: Subject): readonly Finding[] {
  return sites.flatMap(({ actions: { send = [] }, path }) =>
    send.flatMap(({ reply = {} }, index) =>
      (Object.keys(replyFields) as (keyof Reply)[]).flatMap((kind) => {
        const event = reply[kind];
        return event === undefined ? [] : checkReply(flow, kind, event, `${path}/send/${index}/reply/${kind}`);
      }),
    ),
  );
}

function checkReply(flow: FlowDefinition, kind: keyof Reply, event: string, path: string): readonly Finding[] {
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
  const carried = replyFields[kind];
  const witness = [`an answer that is ${kind} carries ${listed(carried)}, each a text`];
  const absent = requiredOf(schema).filter((field) => !carried.includes(field) && fieldsOf(schema)[field]?.default === undefined);
  const mistyped = carried.filter((field) => {
    const type = fieldsOf(schema)[field]?.type;
    return type !== undefined && ![type].flat().includes('string');
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
        message: `"${field}" of "${event}" does not take the text of an answer`,
        witness,
        mend: 'Let it be any text.',
      }),
    ),
  ];
}
