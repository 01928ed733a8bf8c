import type {
  ChildDefinition,
  ColumnDefinition,
  DestinationDefinition,
  EventDefinition,
  ExceptionDefinition,
  FlowDefinition,
  MailTemplate,
  ParameterDefinition,
  ReadsDefinition,
  StateDefinition,
} from '../definition/flow.ts';
import type { JsonObject } from '../json.ts';
import { eventTitle, exceptionTitle, inWords, roleTitle, stateTitle } from '../titles.ts';
import { assignmentsChanges } from './action-changes.ts';
import { calendarMembers } from './calendar-changes.ts';
import type { ChangePart, FlowChange } from './change.ts';
import { change, compareEntries, compareMembers, type Differ, type MemberTable, plainly, type Spot } from './compare.ts';
import { schemaChanges } from './data-changes.ts';
import { laddersChanges, lengthChanges } from './ladder-changes.ts';
import { own } from './members.ts';
import { type Transitions, transitionsChanges } from './transition-changes.ts';
import { isUnit, lengthOf, lengthText, listed, parameterText, parameterTitle, quoted } from './words.ts';

/** Everything that differs, member by member. Names of states are those of the version after where one was renamed. */
export function flowChanges(versions: Spot['versions']): readonly FlowChange[] {
  return compareMembers(flowMembers, versions.before, versions.after, {
    versions,
    subject: 'The flow',
    before: [],
    after: [],
    roles: [],
  });
}

const title = plainly<string>('wording', 'the title', 'wording');

function owner(part: ChangePart = 'owners'): Differ<string> {
  return (before, after, spot) => [
    change(spot, {
      part,
      values: [before, after],
      sentence: `${spot.subject} ${after === undefined ? 'has no owner of its own any more' : `is now owned by ${after}`}${before === undefined ? '' : `; before, by ${before}`}`,
      roles: [before, after],
    }),
  ];
}

/** Something by name that is there or not, and else is compared. */
function named<V extends object>(
  part: ChangePart,
  noun: string,
  members: MemberTable<V>,
  more: {
    readonly title: (flow: FlowDefinition, name: string) => string;
    readonly text?: (value: V, flow: FlowDefinition) => string;
    readonly roles?: (value: V) => readonly (string | undefined)[];
    readonly removal?: 'breaking' | 'behaviour' | 'wording';
    readonly addition?: 'behaviour' | 'wording';
  },
): Differ<Readonly<Record<string, V>>> {
  const { text = () => '', roles = () => [], removal = 'behaviour', addition = 'behaviour' } = more;
  const called = (flow: FlowDefinition, name: string) => `${noun} ${quoted(more.title(flow, name))}`;
  return compareEntries<V>({
    added: (name, value, spot) => [
      change(spot, {
        part,
        kind: 'added',
        weight: addition,
        sentence: `New: ${called(spot.versions.after, name)}${text(value, spot.versions.after)}`,
        roles: roles(value),
      }),
    ],
    removed: (name, value, spot) => [
      change(spot, {
        part,
        kind: 'removed',
        weight: removal,
        sentence: `Gone: ${called(spot.versions.before, name)}${text(value, spot.versions.before)}`,
        roles: roles(value),
      }),
    ],
    changed: (name, before, after, spot) =>
      compareMembers(members, before, after, {
        ...spot,
        subject: called(spot.versions.after, name),
        roles: [...spot.roles, ...[...roles(before), ...roles(after)].filter((role) => role !== undefined)],
      }),
  });
}

const events: (state: string) => Differ<Readonly<Record<string, Transitions>>> = (state) => {
  const each = (event: string, before: Transitions | undefined, after: Transitions | undefined, spot: Spot) =>
    transitionsChanges(before, after, spot, {
      where:
        state === ''
          ? 'To begin'
          : `In ${quoted(stateTitle(before === undefined ? spot.versions.after : spot.versions.before, state))}`,
      event,
    });
  return compareEntries<Transitions>({
    added: (event, value, spot) => each(event, undefined, value, spot),
    removed: (event, value, spot) => each(event, value, undefined, spot),
    changed: each,
  });
};

const final: Differ<NonNullable<StateDefinition['final']>> = (before, after, spot) => [
  change(spot, {
    part: 'states',
    kind: 'changed',
    weight: 'breaking',
    sentence:
      after === undefined
        ? `${spot.subject} no longer ends a case`
        : `${spot.subject} now ends a case as ${after}${before === undefined ? '' : `; before, as ${before}`}`,
  }),
];

const stateMembers: MemberTable<StateDefinition> = {
  title,
  owner: owner(),
  within: lengthChanges('deadlines', 'target time'),
  final,
  on: (before, after, spot) => events(String(spot.after.at(-2)))(before, after, spot),
};

const parameterMembers: MemberTable<ParameterDefinition> = {
  type: plainly('thresholds', 'the type', 'breaking'),
  default: (before, after, spot) => {
    const parameter = own(spot.versions.after.parameters, String(spot.after.at(-2)));
    const was = own(spot.versions.before.parameters, String(spot.before.at(-2))) ?? parameter;
    const isLength = parameter !== undefined && was?.type === parameter.type && isUnit(parameter.type);
    const text = isLength
      ? `${before} → ${parameterText(parameter, after)}`
      : `${was === undefined ? before : parameterText(was, before)} → ${parameter === undefined ? after : parameterText(parameter, after)}`;
    const direction = isLength ? (Number(after) < Number(before) ? 'earlier' : 'later') : undefined;
    return [change(spot, { part: 'thresholds', kind: 'changed', direction, sentence: `${spot.subject}: ${text}` })];
  },
  owner: owner(),
  title,
  from: bound('at least'),
  to: bound('at most'),
};

function bound(what: 'at least' | 'at most'): Differ<number> {
  return (before, after, spot) => {
    const grows = (after ?? Number.POSITIVE_INFINITY) > (before ?? Number.POSITIVE_INFINITY);
    const shrinks = (after ?? Number.NEGATIVE_INFINITY) < (before ?? Number.NEGATIVE_INFINITY);
    const wider = what === 'at most' ? grows : shrinks;
    return [
      change(spot, {
        part: 'thresholds',
        values: [before, after],
        direction: wider ? 'wider' : 'narrower',
        sentence: `${spot.subject} may be tuned to ${what} ${after ?? 'anything'}; before, ${what} ${before ?? 'anything'}`,
      }),
    ];
  };
}

const exceptionMembers: MemberTable<ExceptionDefinition> = {
  title,
  owner: owner(),
  severity: plainly('exceptions', 'the severity'),
  within: lengthChanges('deadlines', 'target time'),
  blocks: (_before, after, spot) => [
    change(spot, {
      part: 'exceptions',
      kind: 'changed',
      weight: after === true ? 'breaking' : 'behaviour',
      sentence: `${spot.subject} ${after === true ? 'now keeps the case where it is' : 'no longer keeps the case where it is'}`,
    }),
  ],
  resolutions: plainly('exceptions', 'the ways to resolve it'),
  runbook: plainly('wording', 'the runbook', 'wording'),
};

const eventMembers: MemberTable<EventDefinition> = {
  title,
  data: (before, after, spot) =>
    schemaChanges(before as JsonObject | undefined, after as JsonObject | undefined, spot, `What ${spot.subject} carries`),
  set: assignmentsChanges('consequences'),
  lands: plainly('transitions', 'where it lands as a fact'),
  late: plainly('transitions', 'what an old fact does'),
};

const childMembers: MemberTable<ChildDefinition> = {
  flow: plainly('consequences', 'the flow', 'breaking'),
  ended: plainly('consequences', 'what happens here when one has ended'),
  end: plainly('consequences', 'what is told those still open at the end'),
};

const columnMembers: MemberTable<ColumnDefinition> = { kind: plainly('data', 'the kind'), title };
const mailMembers: MemberTable<MailTemplate> = {
  subject: plainly('wording', 'the subject', 'wording'),
  text: plainly('wording', 'the text', 'wording'),
};
const destinationMembers: MemberTable<DestinationDefinition> = {
  title,
  owner: owner(),
  tier: plainly('consequences', 'the tier'),
  data: plainly('consequences', 'what it takes'),
};
/** Who sees what: more roles see more. */
function readers(what: string, unsaid: string): Differ<string[]> {
  const text = (roles: readonly string[] | undefined) => (roles === undefined ? unsaid : listed(roles));
  return (before, after, spot) => [
    change(spot, {
      part: 'permissions',
      values: [before, after],
      sentence: `${what} are seen by ${text(after)}; before, by ${text(before)}`,
      roles: [...(before ?? []), ...(after ?? [])],
    }),
  ];
}

/** Who puts cases right by hand. */
const operators: Differ<string[]> = (before, after, spot) => {
  const text = (roles: readonly string[] | undefined) => (roles === undefined ? 'operators' : listed(roles));
  return [
    change(spot, {
      part: 'permissions',
      values: [before, after],
      sentence: `Cases are put right by ${text(after)}; before, by ${text(before)}`,
      roles: [...(before ?? []), ...(after ?? [])],
    }),
  ];
};

const readsMembers: MemberTable<ReadsDefinition> = {
  cases: readers('Cases', 'whoever holds a role'),
  personal: readers('Personal fields', 'the roles that the flow names'),
  confidential: readers('Confidential fields', 'the owner of the flow'),
};

const words = (_flow: FlowDefinition, name: string) => inWords(name);

const flowMembers: MemberTable<FlowDefinition> = {
  $schema: plainly('wording', 'the schema that editors use', 'wording'),
  name: plainly('states', 'the name', 'breaking'),
  title,
  description: plainly('wording', 'the description', 'wording'),
  stream: plainly('states', 'the stream'),
  stage: plainly('states', 'the stage'),
  owner: owner(),
  operators,
  reads: (before = {}, after = {}, spot) => compareMembers(readsMembers, before, after, spot),
  key: plainly('data', 'the business key', 'breaking'),
  timeZone: plainly('calendar', 'the time zone'),
  calendar: plainly('calendar', 'the calendar of its cases'),
  calendars: named('calendar', 'calendar', calendarMembers, { title: words }),
  data: (before, after, spot) =>
    schemaChanges(before as JsonObject | undefined, after as JsonObject | undefined, spot, 'The case'),
  computed: assignmentsChanges('data'),
  columns: named('data', 'column', columnMembers, { title: words }),
  roles: named<{ title?: string }>('owners', 'role', { title }, { title: roleTitle }),
  parameters: named('thresholds', 'parameter', parameterMembers, {
    title: parameterTitle,
    text: (parameter) => `, ${parameterText(parameter, parameter.default)}, owned by ${parameter.owner}`,
    roles: ({ owner: role }) => [role],
  }),
  events: named('transitions', 'event', eventMembers, { title: eventTitle, removal: 'behaviour' }),
  exceptions: named('exceptions', 'exception', exceptionMembers, {
    title: exceptionTitle,
    text: ({ severity, owner: role, blocks }) =>
      `, ${severity}, owned by ${role}${blocks === true ? '; it keeps the case where it is' : ''}`,
    roles: ({ owner: role }) => [role],
    removal: 'breaking',
  }),
  links: named('data', 'link', { flow: plainly('data', 'the flow', 'breaking') }, { title: words, removal: 'breaking' }),
  children: named('consequences', 'owned children', childMembers, { title: words, removal: 'breaking' }),
  expected: (before, after, spot) => {
    const text = (value: NonNullable<FlowDefinition['expected']>, flow: FlowDefinition) =>
      `for ${lengthText(lengthOf(flow, value.within))}, with ${value.owner ?? flow.owner}`;
    return [
      change(spot, {
        part: 'deadlines',
        values: [before, after],
        weight: after === undefined ? 'breaking' : 'behaviour',
        sentence:
          after === undefined
            ? 'Facts that come before their case was born no longer wait for it'
            : `Facts that come before their case was born wait for it ${text(after, spot.versions.after)}${before === undefined ? '' : `; before, ${text(before, spot.versions.before)}`}`,
        roles: [before?.owner, after?.owner],
      }),
    ];
  },
  mails: named('wording', 'mail', mailMembers, { title: words, removal: 'wording', addition: 'wording' }),
  destinations: named('consequences', 'destination', destinationMembers, {
    title: (flow, name) => flow.destinations?.[name]?.title ?? inWords(name),
    roles: ({ owner: role }) => [role],
  }),
  start: (before, after, spot) => events('')(before, after, spot),
  states: compareEntries<StateDefinition>({
    added: (name, state, spot) => [
      change(spot, {
        part: 'states',
        kind: 'added',
        sentence: `New state ${quoted(stateTitle(spot.versions.after, name))}${stateText(spot.versions.after, state)}`,
        roles: [state.owner],
      }),
    ],
    removed: (name, state, spot) => [
      change(spot, {
        part: 'states',
        kind: 'removed',
        weight: 'breaking',
        sentence: `State ${quoted(stateTitle(spot.versions.before, name))} is gone`,
        roles: [state.owner],
      }),
    ],
    changed: (name, before, after, spot) =>
      compareMembers(stateMembers, before, after, {
        ...spot,
        subject: quoted(stateTitle(spot.versions.after, name)),
        roles: [...new Set([before.owner, after.owner].filter((role) => role !== undefined))],
      }),
  }),
  ladders: laddersChanges,
};

function stateText(flow: FlowDefinition, { owner: role, within, final: end, on = {} }: StateDefinition): string {
  if (end !== undefined) return `: it ends a case as ${end}`;
  return [
    role === undefined ? '' : `, owned by ${role}`,
    within === undefined ? '' : `, target time ${lengthText(lengthOf(flow, within))}`,
    Object.keys(on).length === 0 ? '' : `; there, ${listed(Object.keys(on).map((event) => quoted(eventTitle(flow, event))))}`,
  ].join('');
}
