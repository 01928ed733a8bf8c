import { builtInEvents } from '../built-in.ts';
import { eventSchema } from '../compile/scope.ts';
import type { FlowDefinition, OpenChildDefinition, OpenDefinition, SendDefinition } from '../definition/flow.ts';
import type { FindingCode } from './catalogue.ts';
import { type Finding, finding, pointer } from './finding.ts';
import { takenEvents } from './names.ts';
import { listed, suggestion } from './nearest.ts';
import { targetOf } from './sites.ts';
import { fieldsOf, requiredOf, type Subject } from './subject.ts';

/** Messages and links to other flows, where it is known which there are. */
export function checkMessages({ flow, sites, others }: Subject): readonly Finding[] {
  if (others === undefined) return [];
  const links = Object.entries(flow.links ?? {}).flatMap(([name, link]) =>
    unknownFlow(link.flow, pointer('links', name, 'flow'), others),
  );
  const messages = sites.flatMap(({ actions: { send = [], open = [] }, path }) => [
    ...send.flatMap((message, index) => checkMessage(flow, message, 'send', `${path}/send/${index}`, others)),
    ...open.flatMap((message, index) => checkMessage(flow, message, 'open', `${path}/open/${index}`, others)),
  ]);
  return [...links, ...messages];
}

type Others = ReadonlyMap<string, FlowDefinition>;

function unknownFlow(name: string, path: string, others: Others): readonly Finding[] {
  if (others.has(name)) return [];
  return [
    finding('flow-unknown', path, {
      message: `there is no flow "${name}"`,
      witness: [`assumed: the flows given are all there are: ${listed([...others.keys()])}`],
      mend: suggestion(name, others.keys(), 'Add the flow.'),
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
  if (target === undefined) return unknownFlow(name, `${path}/flow`, others);
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
