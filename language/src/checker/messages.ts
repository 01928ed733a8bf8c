import { builtInEvents } from '../built-in.ts';
import { eventSchema } from '../compile/scope.ts';
import type { FlowDefinition, OpenChildDefinition, OpenDefinition, SendDefinition } from '../definition/flow.ts';
import type { FindingCode } from './catalogue.ts';
import { type Finding, finding, pointer } from './finding.ts';
import { takenEvents } from './names.ts';
import { listed, nearest, suggestion } from './nearest.ts';
import { checkReplies } from './replies.ts';
import { targetOf } from './sites.ts';
import { fieldsOf, requiredOf, type Subject } from './subject.ts';

/** Messages and links to other flows, where it is known which there are. */
export function checkMessages(subject: Subject): readonly Finding[] {
  const { flow, sites, others } = subject;
  const unhandled = [...refusalsUnhandled(subject), ...checkReplies(subject)];
  if (others === undefined) return [...unhandled, ...endsNotTaken(subject)];
  const links = Object.entries(flow.links ?? {}).flatMap(([name, link]) =>
    unknownFlow(link.flow, pointer('links', name, 'flow'), others),
  );
  const messages = sites.flatMap(({ actions: { send = [], open = [] }, path }) => [
    ...send.flatMap((message, index) => checkMessage(flow, message, 'send', `${path}/send/${index}`, others)),
    ...open.flatMap((message, index) => checkMessage(flow, message, 'open', `${path}/open/${index}`, others)),
  ]);
  return [...unhandled, ...endsNotTaken(subject), ...links, ...ofChildren(flow, others), ...messages];
}

/** Another case may always refuse: it is not there, has ended, or its guards say no. Somebody must hear of it. */
function refusalsUnhandled({ sites }: Subject): readonly Finding[] {
  return sites.flatMap(({ actions: { send = [], open = [] }, path, label }) => {
    const said = (place: string, text: string, why: string) =>
      finding('refusal-unhandled', place, {
        message: `${text}, and nobody hears of it when that is refused`,
        witness: [`${label}: ${why}`],
        mend: 'Add "onRefused": the exception that is then raised here.',
      });
    return [
      ...send.flatMap((message, index) =>
        message.onRefused === undefined && message.reply?.refused === undefined
          ? [
              said(
                `${path}/send/${index}`,
                `"${message.event}" is sent to a case of "${message.flow}"`,
                'the other case may not be there, may have ended, or may not take the event as it stands',
              ),
            ]
          : [],
      ),
      ...open.flatMap((message, index) =>
        'child' in message || message.onRefused !== undefined
          ? []
          : [
              said(
                `${path}/open/${index}`,
                `a case of "${message.flow}" is opened`,
                'there may be one of this key already, or the data may not be what it needs',
              ),
            ],
      ),
    ];
  });
}

/** The event by which this case hears that one of its children has ended. */
function endsNotTaken({ flow }: Subject): readonly Finding[] {
  const taken = takenEvents(flow);
  return Object.entries(flow.children ?? {}).flatMap(([name, { ended }]): Finding[] => {
    const here = Object.values(flow.states).some(({ on }) => ended !== undefined && Object.hasOwn(on ?? {}, ended));
    if (ended === undefined || here) return [];
    return [
      finding('event-unknown', pointer('children', name, 'ended'), {
        message: `no state takes "${ended}", which is to say that one of "${name}" has ended`,
        witness: [`taken: ${listed([...taken])}`],
        mend: suggestion(ended, taken, 'Let a state take it.'),
      }),
    ];
  });
}

/** The flows of owned children, and the event by which they hear that their owner has ended. */
function ofChildren(flow: FlowDefinition, others: Others): readonly Finding[] {
  return Object.entries(flow.children ?? {}).flatMap(([name, child]) => {
    const target = others.get(child.flow);
    if (target === undefined) return unknownFlow(child.flow, pointer('children', name, 'flow'), others);
    const taken: ReadonlySet<string> = new Set(Object.values(target.states).flatMap(({ on }) => Object.keys(on ?? {})));
    if (child.end === undefined || taken.has(child.end)) return [];
    return [
      finding('message-not-accepted', pointer('children', name, 'end'), {
        message: `no state of "${target.name}" takes "${child.end}"`,
        witness: [`"${target.name}" takes ${listed([...taken])}`],
        mend: suggestion(child.end, taken, `Let "${target.name}" take it.`),
      }),
    ];
  });
}

type Others = ReadonlyMap<string, FlowDefinition>;

function unknownFlow(name: string, path: string, others: Others): readonly Finding[] {
  if (others.has(name)) return [];
  return [
    finding('flow-unknown', path, {
      message: `there is no flow "${name}"`,
      witness: [`assumed: the flows given are all there are: ${listed([...others.keys()])}`],
      mend:
        nearest(name, others.keys()) === undefined
          ? `${suggestion(name, others.keys(), 'Add the flow.')} If another file declares it, check both together.`
          : suggestion(name, others.keys(), 'Add the flow.'),
    }),
  ];
}

function checkMessage(
  flow: FlowDefinition,
  message: SendDefinition | OpenDefinition | OpenChildDefinition,
  kind: 'send' | 'open',
  path: string,
  others: Others,
): readonly Finding[] {
  const name = targetOf(flow, message);
  if (name === undefined) return []; // Children that are not declared are said to be so.
  const target = others.get(name);
  // Of children it is said where they are declared.
  if (target === undefined) return 'child' in message ? [] : unknownFlow(name, `${path}/flow`, others);
  const accepted: ReadonlySet<string> =
    kind === 'open' ? new Set(Object.keys(target.start)) : new Set([...takenEvents(target), ...builtInEvents]);
  if (!accepted.has(message.event)) {
    return [
      finding('message-not-accepted', `${path}/event`, {
        message:
          kind === 'open'
            ? `"${message.event}" starts no case of "${target.name}"`
            : `no state of "${target.name}" takes "${message.event}"`,
        witness: [`"${target.name}" takes ${listed([...accepted])}`],
        mend: suggestion(message.event, accepted, `Let "${target.name}" take it.`),
      }),
    ];
  }
  return (builtInEvents as readonly string[]).includes(message.event) ? [] : checkContent(message, path, target);
}

function checkContent(
  message: SendDefinition | OpenDefinition | OpenChildDefinition,
  path: string,
  target: FlowDefinition,
): readonly Finding[] {
  const schema = eventSchema(target, message.event);
  const fields = fieldsOf(schema);
  const carried = Object.keys(message.with ?? {});
  const said = (code: FindingCode, place: string, text: string, mend: string) =>
    finding(code, place, {
      message: text,
      witness: [`"${message.event}" of "${target.name}" carries ${listed(Object.keys(fields)) || 'nothing'}`],
      mend,
    });
  const absent = requiredOf(schema).filter((field) => !carried.includes(field) && fields[field]?.default === undefined);
  return [
    ...carried
      .filter((field) => fields[field] === undefined)
      .map((field) =>
        said(
          'message-field-unknown',
          `${path}/with${pointer(field)}`,
          `"${message.event}" of "${target.name}" has no field "${field}"`,
          suggestion(field, Object.keys(fields), 'Take it out.'),
        ),
      ),
    ...(absent.length === 0
      ? []
      : [
          said(
            'message-incomplete',
            path,
            `"${message.event}" of "${target.name}" requires ${listed(absent)}`,
            `Add ${listed(absent)} to "with".`,
          ),
        ]),
  ];
}
