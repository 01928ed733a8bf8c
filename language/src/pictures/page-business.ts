import type { Actions, FlowDefinition, TaskDefinition, TransitionDefinition } from '../definition/flow.ts';
import { branchesOf } from '../definition/lengths.ts';
import { eventTitle, exceptionTitle, fieldTitle, roleTitle, stateTitle } from '../titles.ts';
import { blocks, code, plain, table } from './page-markdown.ts';
import { declared, guardText, lengthText, listed, many, windowTitle } from './wording.ts';

/** Part one: states and what leads from one to the other, in the words of the business. */
export function businessPart(flow: FlowDefinition): string {
  return blocks('### States', statesTable(flow), '### What moves it', transitionsTable(flow));
}

const ends = { done: 'the end: it went well', failed: 'the end: it went badly', cancelled: 'the end: given up' } as const;

function statesTable(flow: FlowDefinition): string {
  return table(
    ['State', 'Who answers for it', 'Target time', 'Ends'],
    Object.entries(flow.states).map(([name, { final, owner, within }]) => [
      `**${plain(stateTitle(flow, name))}**`,
      final === undefined ? plain(roleTitle(flow, owner ?? flow.owner)) : '',
      within === undefined ? '' : durationCell(flow, within),
      final === undefined ? '' : ends[final],
    ]),
  );
}

/** `7 days`, with the parameter by which it can be tuned. */
export function durationCell(flow: FlowDefinition, duration: Parameters<typeof lengthText>[1]): string {
  const text = plain(lengthText(flow, duration));
  const tuned = [...new Set(branchesOf(duration).flatMap(({ length }) => (typeof length === 'string' ? [code(length)] : [])))];
  return tuned.length === 0 ? text : `${text} (${tuned.join(', ')})`;
}

function transitionsTable(flow: FlowDefinition): string {
  const rows = [
    ['', flow.start] as const,
    ...Object.entries(flow.states).map(([name, { on = {} }]) => [name, on] as const),
  ].flatMap(([from, on]) =>
    Object.entries(on).flatMap(([event, transitions]) =>
      many(transitions).map((transition, index) => [
        from === '' ? '*not yet there*' : plain(stateTitle(flow, from)),
        plain(eventTitle(flow, event)),
        whenCell(transition, index),
        transition.to === undefined ? '*stays*' : `**${plain(stateTitle(flow, transition.to))}**`,
        consequences(flow, transition),
      ]),
    ),
  );
  return table(['From', 'What happens', 'When', 'To', 'And then'], rows);
}

function whenCell({ when, closed }: TransitionDefinition, index: number): string {
  const condition = when === undefined ? (index === 0 ? '' : 'otherwise') : plain(guardText(when));
  const windows = many(closed).map(windowTitle);
  const shut = windows.length === 0 ? '' : `not during ${plain(listed(windows, 'or'))}`;
  return [condition, shut].filter((part) => part !== '').join('; ');
}

/** What a transition or rung does beside moving the case. */
export function consequences(
  flow: FlowDefinition,
  { raise, resolve, task, effects = [], send = [], open = [], set = {} }: Actions,
): string {
  const fields = Object.keys(set).map((field) => fieldTitle(flow, field));
  const said = [
    ...many(raise).map((kind) => `raises *${plain(exceptionTitle(flow, kind))}*`),
    ...many(resolve).map((kind) => `resolves *${plain(exceptionTitle(flow, kind))}*`),
    ...(task === undefined ? [] : [`task for ${plain(personOf(flow, task))}: ${plain(task.title)}`]),
    ...effects.map((effect) => (effect.kind === 'mail' ? `mails ${plain(effect.template)}` : `calls ${plain(effect.to)}`)),
    ...send.map((one) => `tells ${plain(one.flow)}: ${plain(one.event)}`),
    ...open.map(
      (one) =>
        ('child' in one ? `opens ${plain(one.child)}` : `opens a case of ${plain(one.flow)}`) +
        (one.each === undefined ? '' : ', one for each of a list'),
    ),
    ...(fields.length === 0 ? [] : [`sets ${plain(listed(fields))}`]),
  ];
  return said.join('; ');
}

/** The role, and the field that says who of it. */
function personOf(flow: FlowDefinition, { role, only }: TaskDefinition): string {
  return `${roleTitle(flow, role)}${only === undefined ? '' : `, only the person in ${fieldTitle(flow, only)}`}`;
}

/** Part two: what the system keeps and how it decides. */
export function systemPart(flow: FlowDefinition): string {
  return blocks(
    '### What is known of a case',
    `The business key is ${code(flow.key)}.`,
    fieldsTable(flow),
    '### What events carry and set',
    eventsTable(flow),
    '### Conditions as they are decided',
    guardsTable(flow),
    '### Beside other cases',
    besideOthers(flow),
  )
    .split('\n\n')
    .filter(
      (part, index, all) => !part.startsWith('### ') || (all[index + 1] !== undefined && !all[index + 1]?.startsWith('### ')),
    )
    .join('\n\n');
}

interface FieldSchema {
  readonly type?: unknown;
  readonly format?: unknown;
  readonly kind?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: unknown;
  readonly default?: unknown;
  readonly personal?: unknown;
  readonly list?: unknown;
  readonly decided?: unknown;
  readonly title?: string;
}

function properties(schema: unknown): readonly (readonly [string, FieldSchema])[] {
  const { properties: found } = (schema ?? {}) as { readonly properties?: unknown };
  if (typeof found !== 'object' || found === null) return [];
  return Object.entries(found).map(([name, field]) => [
    name,
    (typeof field === 'object' && field !== null ? field : {}) as FieldSchema,
  ]);
}

function fieldsTable(flow: FlowDefinition): string {
  const { required } = flow.data as { readonly required?: unknown };
  const needed = new Set(Array.isArray(required) ? required : []);
  const given = properties(flow.data).map(([name, field]) => [
    plain(fieldTitle(flow, name)),
    code(name),
    plain(kindOf(field)),
    [
      needed.has(name) ? 'always there' : '',
      field.personal === true ? '**personal**' : '',
      field.decided === true ? 'written by events alone' : '',
      field.list === true ? 'in lists' : '',
      field.default === undefined ? '' : `at first ${code(JSON.stringify(field.default))}`,
    ]
      .filter((part) => part !== '')
      .join(', '),
  ]);
  const computed = Object.entries(flow.computed ?? {}).map(([name, source]) => [
    plain(fieldTitle(flow, name)),
    code(name),
    'computed',
    `${code(source)}${declared(flow.columns, name) === undefined ? '' : ', in lists'}`,
  ]);
  return table(['Field', 'Name', 'Kind', ''], [...given, ...computed]);
}

function kindOf({ type, format, kind, enum: values, anyOf }: FieldSchema): string {
  if (Array.isArray(values)) return `one of ${values.map(String).join(', ')}`;
  if (Array.isArray(anyOf)) {
    const constants = anyOf.map((one: unknown) => (one as { const?: unknown } | null)?.const);
    return constants.every((one) => one !== undefined) ? `one of ${constants.map(String).join(', ')}` : 'one of several';
  }
  if (typeof kind === 'string') return kinds[kind] ?? kind;
  if (typeof format === 'string') return formats[format] ?? format;
  return typeof type === 'string' ? (types[type] ?? type) : 'any';
}

const kinds: Readonly<Record<string, string>> = { email: 'e-mail address', money: 'amount' };
const formats: Readonly<Record<string, string>> = {
  date: 'day',
  'date-time': 'instant',
  email: 'e-mail address',
  uri: 'address',
};
const types: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'yes or no',
  array: 'list',
  object: 'parts',
};

function eventsTable(flow: FlowDefinition): string {
  const rows = Object.entries(flow.events ?? {}).map(([name, { data, set = {}, lands, late }]) => [
    plain(eventTitle(flow, name)),
    properties(data)
      .map(([field, schema]) => `${code(field)}${schema.personal === true ? ' (**personal**)' : ''}`)
      .join(', '),
    Object.entries(set)
      .map(([field, source]) => `${code(field)} = ${code(source)}`)
      .join('; '),
    typeof lands === 'string'
      ? plain(stateTitle(flow, lands))
      : (lands ?? [])
          .map(({ when, to }) => `${plain(stateTitle(flow, to))}${when === undefined ? '' : ` if ${code(when)}`}`)
          .join('; '),
    late === 'apply' ? 'counts in full' : '',
  ]);
  return table(
    ['Event', 'Carries', 'Always sets', 'As a fact it leads to', 'When it comes late'],
    rows.filter((row) => row.slice(1).some((cell) => cell !== '')),
  );
}

function guardsTable(flow: FlowDefinition): string {
  const sites = [
    ['', flow.start] as const,
    ...Object.entries(flow.states).map(([name, { on = {} }]) => [name, on] as const),
  ].flatMap(([from, on]) =>
    Object.entries(on).flatMap(([event, transitions]) =>
      many(transitions).flatMap(({ when }) =>
        when === undefined
          ? []
          : [{ when, place: `${from === '' ? 'start' : stateTitle(flow, from)}: ${eventTitle(flow, event)}` }],
      ),
    ),
  );
  const byGuard = Map.groupBy(sites, ({ when }) => when);
  return table(
    ['In words', 'CEL', 'Where'],
    [...byGuard].map(([when, places]) => [
      plain(guardText(when)),
      code(when),
      plain([...new Set(places.map(({ place }) => place))].join('; ')),
    ]),
  );
}

function besideOthers(flow: FlowDefinition): string {
  const { expected, links = {}, children = {}, calendar } = flow;
  const lines = [
    ...(expected === undefined
      ? []
      : [
          `- Facts that come before the case was born wait ${plain(lengthText(flow, expected.within))} for it; then ${plain(roleTitle(flow, expected.owner ?? flow.owner))} hears of them.`,
        ]),
    ...Object.entries(links).map(([name, link]) => `- ${code(name)} links to a case of ${plain(link.flow)}.`),
    ...Object.entries(children).map(([name, child]) => `- It owns ${plain(name)}: cases of ${plain(child.flow)}.`),
    ...(calendar === undefined
      ? []
      : [
          `- Business time is that of the calendar ${plain(calendar.default)}${Object.entries(calendar.entities ?? {})
            .map(([entity, other]) => `, ${plain(other)} for ${plain(entity)}`)
            .join('')}.`,
        ]),
  ];
  return lines.join('\n');
}
