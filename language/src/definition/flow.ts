import Type, { type Static, type TProperties } from 'typebox';
import { CalendarDefinition } from './calendar.ts';

/*
 * The JSON document of a flow. These schemas are the published JSON Schema (flow.schema.json) and the TypeScript types at once.
 * Expressions are CEL over `data`, `computed`, `event` and `parameters`; see SPEC.md.
 */

const object = <P extends TProperties>(properties: P, description?: string) =>
  Type.Object(properties, { additionalProperties: false, ...(description === undefined ? {} : { description }) });
const optional = Type.Optional;
const named = <T extends Type.TSchema>(schema: T) =>
  Type.Record(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_ -]{0,79}$' }), schema, { additionalProperties: false });

const Name = Type.String({ minLength: 1, maxLength: 80 });
const Cel = Type.String({ minLength: 1, maxLength: 2000, description: 'A CEL expression' });
const Assignments = Type.Record(Type.String(), Cel, { description: 'CEL by field; all read the case as it was before' });

/** A length of time: days, hours or minutes that pass, or those of them in which the case's calendar is open for business. */
export const Duration = Type.Union([
  object({ days: Type.Integer({ minimum: 0, maximum: 36_500 }) }),
  object({ hours: Type.Integer({ minimum: 0, maximum: 876_000 }) }),
  object({ minutes: Type.Integer({ minimum: 0, maximum: 52_560_000 }) }),
  object({ businessDays: Type.Integer({ minimum: 0, maximum: 10_000 }) }),
  object({ businessHours: Type.Integer({ minimum: 0, maximum: 100_000 }) }),
]);
export type Duration = Static<typeof Duration>;

/** A duration, or the name of a parameter whose type is a length of time. */
const DurationOrParameter = Type.Union([Duration, Name]);
export type FixedLength = Static<typeof DurationOrParameter>;

/** One of several lengths, by what a field of the case says. */
export const ChosenLength = object(
  {
    by: Type.String({ minLength: 1, description: 'The field of the data that chooses: a text' }),
    is: Type.Record(Type.String(), DurationOrParameter, {
      minProperties: 1,
      maxProperties: 32,
      description: 'By value of the field, the length',
    }),
    else: Type.Union([Duration, Name], { description: 'The length where the field has none of these values, or is missing' }),
  },
  'A length that a field of the case chooses',
);
export type ChosenLength = Static<typeof ChosenLength>;

const Length = Type.Union([Duration, ChosenLength, Name]);
export type Length = Static<typeof Length>;

export const Severity = Type.Union([Type.Literal('low'), Type.Literal('medium'), Type.Literal('high'), Type.Literal('critical')]);
export type Severity = Static<typeof Severity>;

export const ExceptionDefinition = object({
  title: optional(Name),
  owner: Name,
  severity: Severity,
  within: optional(Length),
  blocks: optional(
    Type.Boolean({ description: 'While it is open the case cannot leave its state, unless the transition resolves it' }),
  ),
  resolutions: optional(Type.Array(Name, { minItems: 1, maxItems: 20 })),
  runbook: optional(Type.String({ minLength: 1, maxLength: 4000, description: 'What its owner should do, step by step' })),
});
export type ExceptionDefinition = Static<typeof ExceptionDefinition>;

const Only = (what: string) =>
  Type.String({
    minLength: 1,
    description: `A text field of the data that names a person: ${what}. Where the field is empty, the roles alone count`,
  });

export const TaskDefinition = object({
  role: Name,
  only: optional(Only('the task is theirs alone')),
  title: Type.String({ minLength: 1, maxLength: 200 }),
  within: optional(Length),
});
export type TaskDefinition = Static<typeof TaskDefinition>;

export const MailEffect = object({
  kind: Type.Literal('mail'),
  template: Name,
  to: Cel,
  delivery: optional(
    Type.Union([Type.Literal('at-least-once'), Type.Literal('at-most-once')], {
      description: 'What happens when it is not known whether the mail went out. Default: at-least-once',
    }),
  ),
});
export type MailEffect = Static<typeof MailEffect>;

/** Another system is asked to do something. Which one that is in a company, is said there: by a connection for the destination. */
export const CallEffect = object({
  kind: Type.Literal('call'),
  to: Type.String({ minLength: 1, maxLength: 80, description: 'The destination: one of `destinations`' }),
  with: optional(Assignments),
  delivery: optional(
    Type.Union([Type.Literal('at-least-once'), Type.Literal('at-most-once')], {
      description:
        'What happens where it is not known whether it was done, and nobody can be asked: it is sent again, or ends as unknown',
    }),
  ),
  onFailed: optional(
    Type.String({ minLength: 1, description: 'The exception to raise when it is refused, given up, or nobody knows' }),
  ),
  reply: optional(
    object(
      { done: optional(Name), refused: optional(Name), unknown: optional(Name) },
      'The events of this case that the outcome becomes. They may declare the fields destination, message and result',
    ),
  ),
});
export type CallEffect = Static<typeof CallEffect>;

/** A system that is called, by the name that flows know it by: no address and no secret, so that a definition fits every company. */
export const DestinationDefinition = object({
  title: optional(Name),
  owner: optional(Type.String({ minLength: 1, maxLength: 80, description: 'The role that answers for the system' })),
  tier: optional(
    Type.Integer({ minimum: 1, maximum: 3, description: '1: the business stops without it; 3: nobody notices for a week' }),
  ),
  data: optional(
    Type.Record(Type.String(), Type.Unknown(), { description: 'JSON Schema of what a call carries. Without it, anything' }),
  ),
});
export type DestinationDefinition = Static<typeof DestinationDefinition>;

export const SendDefinition = object({
  flow: Name,
  key: Cel,
  event: Name,
  with: optional(Assignments),
  when: optional(Cel),
  onRefused: optional(Type.String({ minLength: 1, description: 'The exception to raise here when the other case refuses' })),
  reply: optional(
    object(
      { applied: optional(Name), refused: optional(Name) },
      'The events of this case that the answer becomes. They may declare the fields case, state, code and message',
    ),
  ),
});
export type SendDefinition = Static<typeof SendDefinition>;

const opened = {
  event: Name,
  key: Cel,
  with: optional(Assignments),
  when: optional(Cel),
  each: optional(
    Type.String({ minLength: 1, maxLength: 2000, description: 'A CEL list; one case is opened for each `item`, at most 500' }),
  ),
};

/** A case that lives on its own. */
export const OpenDefinition = object({
  flow: Name,
  ...opened,
  onRefused: optional(Type.String({ minLength: 1, description: 'The exception to raise here when the case cannot be opened' })),
});
export type OpenDefinition = Static<typeof OpenDefinition>;

/** An owned child, of a kind that `children` declares: opened in the same transaction, counted by its owner. */
export const OpenChildDefinition = object({ child: Name, ...opened });
export type OpenChildDefinition = Static<typeof OpenChildDefinition>;

const actions = {
  set: optional(Assignments),
  raise: optional(Type.Union([Name, Type.Array(Name, { minItems: 1, maxItems: 8 })])),
  resolve: optional(Type.Union([Name, Type.Array(Name, { minItems: 1, maxItems: 8 })])),
  task: optional(TaskDefinition),
  effects: optional(Type.Array(Type.Union([MailEffect, CallEffect]), { minItems: 1, maxItems: 8 })),
  send: optional(Type.Array(SendDefinition, { minItems: 1, maxItems: 8 })),
  open: optional(Type.Array(Type.Union([OpenDefinition, OpenChildDefinition]), { minItems: 1, maxItems: 8 })),
  link: optional(Type.Record(Type.String(), Cel, { description: 'By link name, the key of the case to link to' })),
};
export const Actions = object(actions);
export type Actions = Static<typeof Actions>;

export const ApprovalDefinition = object({
  roles: Type.Array(Name, { minItems: 1, maxItems: 8 }),
  each: optional(
    Type.String({
      minLength: 1,
      maxLength: 2000,
      description:
        'CEL: a list of at most 16 role names, each of which must approve, such as the owners of what it touches. Where it is empty, one of `roles` does',
    }),
  ),
  quorum: optional(Type.Integer({ minimum: 1, maximum: 8, description: 'How many persons must approve. Default 1' })),
  limit: optional(
    object(
      {
        of: Type.String({ minLength: 1, maxLength: 2000, description: 'CEL: the number that is limited, such as an amount' }),
        by: Type.Record(Type.String(), Cel, { description: 'By role, CEL: up to which number it may approve' }),
      },
      'Up to what each role may approve; a role that is not named has no limit',
    ),
  ),
  not: optional(
    Type.Array(Name, {
      maxItems: 32,
      description:
        'Events whose actors may not approve, beside who asked and who revised or repaired. Default: all who took part in this round',
    }),
  ),
  secondFactor: optional(Type.Boolean({ description: 'Who approves must have signed in with a second factor' })),
});
export type ApprovalDefinition = Static<typeof ApprovalDefinition>;

/** `to` is the next state; without it the case stays where it is. */
export const TransitionDefinition = object({
  when: optional(Cel),
  to: optional(Name),
  by: optional(Type.Union([Type.Literal('person'), Type.Literal('automation'), Type.Literal('either')])),
  roles: optional(Type.Array(Name, { minItems: 1, maxItems: 16 })),
  only: optional(Only('nobody else of the roles may, but who stands in for them')),
  reason: optional(Type.Boolean({ description: 'A person must say why' })),
  secondFactor: optional(Type.Boolean({ description: 'A person must have signed in with a second factor' })),
  approval: optional(ApprovalDefinition),
  newRound: optional(Type.Boolean({ description: 'What came before is settled: who took part in it may approve what follows' })),
  closed: optional(
    Type.Union([Name, Type.Array(Name, { minItems: 1, maxItems: 8 })], {
      description: 'Windows of the calendar in which nobody can ask for it, such as the close of the books',
    }),
  ),
  ...actions,
});
export type TransitionDefinition = Static<typeof TransitionDefinition>;

const Transitions = Type.Union([TransitionDefinition, Type.Array(TransitionDefinition, { minItems: 1, maxItems: 16 })]);

export const StateDefinition = object({
  title: optional(Name),
  owner: optional(Name),
  within: optional(Length),
  final: optional(Type.Union([Type.Literal('done'), Type.Literal('failed'), Type.Literal('cancelled')])),
  on: optional(named(Transitions)),
});
export type StateDefinition = Static<typeof StateDefinition>;

/** Where a fact lands: a state, `stay`, or the first of several whose `when` holds. */
export const Lands = Type.Union([Name, Type.Array(object({ when: optional(Cel), to: Name }), { minItems: 1, maxItems: 8 })]);
export type Lands = Static<typeof Lands>;

export const EventDefinition = object({
  title: optional(Name),
  data: optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description: 'JSON Schema of what the event carries. A start event without it carries the whole data of the case',
    }),
  ),
  set: optional(Assignments),
  lands: optional(Lands),
  late: optional(
    Type.Union([Type.Literal('fill'), Type.Literal('apply')], {
      description: 'A fact older than the state: fill only fields whose stamp is older (default), or apply it whole',
    }),
  ),
});
export type EventDefinition = Static<typeof EventDefinition>;

export const ParameterDefinition = object({
  type: Type.Union([
    Type.Literal('days'),
    Type.Literal('hours'),
    Type.Literal('minutes'),
    Type.Literal('businessDays'),
    Type.Literal('businessHours'),
    Type.Literal('integer'),
    Type.Literal('money'),
    Type.Literal('flag'),
    Type.Literal('text'),
  ]),
  default: Type.Union([Type.Integer(), Type.Boolean(), Type.String()]),
  owner: Name,
  title: optional(Name),
  from: optional(Type.Integer()),
  to: optional(Type.Integer()),
});
export type ParameterDefinition = Static<typeof ParameterDefinition>;

export const RungDefinition = object({
  name: Name,
  title: optional(Name),
  after: Length,
  every: optional(Length),
  atMost: optional(
    Type.Integer({
      minimum: 2,
      maximum: 50,
      description: 'With `every`: how often it fires in all, `after` being the first time',
    }),
  ),
  to: optional(Name),
  approval: optional(ApprovalDefinition),
  ...actions,
});
export type RungDefinition = Static<typeof RungDefinition>;

export const LadderDefinition = object({
  title: optional(Name),
  anchor: Type.String({ minLength: 1, description: '`entered`, or CEL that gives a day or an instant' }),
  during: Type.Array(Name, { minItems: 1, description: 'The states in which rungs fire' }),
  pauseWhile: optional(Type.Array(Name, { description: 'The states in which its time stands still' })),
  renewedBy: optional(
    Type.Array(Name, {
      minItems: 1,
      maxItems: 16,
      description: 'Events that begin it anew: what fired fires again, and one that counts from the entry counts from then',
    }),
  ),
  stopWhen: optional(Cel),
  at: optional(
    Type.String({
      pattern: '^([01]\\d|2[0-3]):[0-5]\\d$',
      description: 'Local time of day at which a rung counted in days is due. Default 09:00',
    }),
  ),
  catchUp: optional(Type.Union([Type.Literal('latest'), Type.Literal('each')])),
  rungs: Type.Array(RungDefinition, { minItems: 1, maxItems: 32 }),
});
export type LadderDefinition = Static<typeof LadderDefinition>;

/** Owned children of one kind. Expressions read `children.<name>.open` and `children.<name>.count`. */
export const ChildDefinition = object({
  flow: Name,
  ended: optional(
    Type.String({
      minLength: 1,
      description: 'The event that this case takes, where its state does, when one of them has ended',
    }),
  ),
  end: optional(Type.String({ minLength: 1, description: 'The event that is given to those still open when this case ends' })),
});
export type ChildDefinition = Static<typeof ChildDefinition>;

export const ColumnDefinition = object({
  kind: Type.Union([
    Type.Literal('money'),
    Type.Literal('number'),
    Type.Literal('day'),
    Type.Literal('instant'),
    Type.Literal('text'),
  ]),
  title: optional(Name),
});
export type ColumnDefinition = Static<typeof ColumnDefinition>;

export const MailTemplate = object({
  subject: Type.String({ maxLength: 500 }),
  text: Type.String({ maxLength: 20_000, description: 'Plain text; {{ CEL }} is replaced by its value' }),
});
export type MailTemplate = Static<typeof MailTemplate>;

const readers = (description: string) => optional(Type.Array(Name, { minItems: 1, maxItems: 32, description }));
export const ReadsDefinition = object(
  {
    cases: readers(
      'The roles that see the cases, beside those that have something to do in the flow. Default: whoever holds a role',
    ),
    personal: readers('The roles that see fields marked `personal`. Default: those that have something to do in the flow'),
    confidential: readers('The roles that see fields marked `confidential`. Default: the owner of the flow'),
  },
  'Who sees the cases, and which of their fields',
);
export type ReadsDefinition = Static<typeof ReadsDefinition>;

export const FlowDefinition = Type.Object(
  {
    $schema: optional(Type.String()),
    name: Type.String({ pattern: '^[a-z][a-z0-9-]{0,62}$' }),
    title: Name,
    description: optional(Type.String({ maxLength: 2000 })),
    stream: optional(Name),
    stage: optional(Name),
    owner: Type.String({
      minLength: 1,
      maxLength: 80,
      description: 'The role that answers for the flow, and for what nobody else owns',
    }),
    reads: optional(ReadsDefinition),
    operators: readers(
      'The roles that put its cases right by hand (repair, skip a rung, merge, migrate, ...). Default: `operator`',
    ),
    key: Type.String({ description: 'The field that is the business key' }),
    timeZone: optional(Type.String({ description: 'IANA time zone of its days. Default UTC' })),
    calendar: optional(
      object({
        default: Name,
        entities: optional(Type.Record(Type.String(), Name, { description: 'By entity, where it is another than the default' })),
      }),
    ),
    calendars: optional(named(CalendarDefinition)),
    data: Type.Record(Type.String(), Type.Unknown(), { description: 'JSON Schema of the data of a case' }),
    computed: optional(Assignments),
    columns: optional(
      Type.Record(Type.String(), ColumnDefinition, {
        description:
          'By name, the computed fields that are shown, filtered and sorted by in lists, as `list` fields of the data are',
      }),
    ),
    roles: optional(named(object({ title: optional(Name) }))),
    parameters: optional(named(ParameterDefinition)),
    events: optional(named(EventDefinition)),
    exceptions: optional(named(ExceptionDefinition)),
    links: optional(named(object({ flow: Name }))),
    children: optional(named(ChildDefinition)),
    expected: optional(
      object(
        { within: DurationOrParameter, owner: optional(Name) },
        'Facts that come before their case was born wait for it, so long until they are overdue',
      ),
    ),
    mails: optional(named(MailTemplate)),
    destinations: optional(named(DestinationDefinition)),
    start: named(Transitions),
    states: named(StateDefinition),
    ladders: optional(named(LadderDefinition)),
  },
  { additionalProperties: false, title: 'Throughline flow', description: 'The declared life of one kind of thing' },
);
export type FlowDefinition = Static<typeof FlowDefinition>;
