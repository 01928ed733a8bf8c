import type { FlowDefinition } from '@throughline/language';
import fc from 'fast-check';

/*
 * Sound flows by construction: a chain of states from the start to an end, each with an owner and a deadline, and on top of it
 * what flows have: guards that complement each other, detours, ladders, approvals, exceptions, messages.
 */

interface Model {
  readonly states: readonly StateModel[];
  readonly ends: readonly ('done' | 'failed' | 'cancelled')[];
  readonly hasParameter: boolean;
  readonly calendarDays: boolean;
  readonly chase:
    | { readonly during: readonly number[]; readonly rungs: readonly number[]; readonly leaves: boolean; readonly each: boolean }
    | undefined;
  readonly hasMail: boolean;
  readonly sends: boolean;
  readonly landing: boolean;
}

interface StateModel {
  readonly deadline: 'within' | 'ladder' | 'parameter';
  readonly split: 'none' | 'amount' | 'kind' | 'optional' | 'payload';
  readonly detour: number | undefined;
  readonly approval: 'none' | 'all' | 'named' | 'quorum' | 'limited';
  readonly raises: boolean;
  readonly sets: boolean;
  readonly round: boolean;
  readonly person: boolean;
}

const chance = (weight: number) => fc.integer({ min: 0, max: 99 }).map((value) => value < weight);

const stateModel: fc.Arbitrary<StateModel> = fc.record({
  deadline: fc.constantFrom('within', 'ladder', 'parameter'),
  split: fc.constantFrom('none', 'none', 'amount', 'kind', 'optional', 'payload'),
  detour: fc.option(fc.nat(7), { nil: undefined, freq: 2 }),
  approval: fc.constantFrom('none', 'none', 'none', 'all', 'named', 'quorum', 'limited'),
  raises: chance(30),
  sets: chance(40),
  round: chance(20),
  person: chance(40),
});

const model: fc.Arbitrary<Model> = fc.record({
  states: fc.array(stateModel, { minLength: 1, maxLength: 6 }),
  ends: fc.uniqueArray(fc.constantFrom('done', 'failed', 'cancelled'), { minLength: 1, maxLength: 2 }),
  hasParameter: fc.boolean(),
  calendarDays: fc.boolean(),
  chase: fc.option(
    fc.record({
      during: fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 3 }),
      rungs: fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 }),
      leaves: fc.boolean(),
      each: fc.boolean(),
    }),
    { nil: undefined },
  ),
  hasMail: fc.boolean(),
  sends: fc.boolean(),
  landing: fc.boolean(),
});

/** Flows of two to eight states that keep every rule. */
export const soundFlow: fc.Arbitrary<FlowDefinition> = model.map(flowOf);

const name = (index: number) => `step_${index + 1}`;

function flowOf(made: Model): FlowDefinition {
  const { states, ends } = made;
  const [end = 'done'] = ends;
  const after = (index: number) => (index + 1 < states.length ? name(index + 1) : end);
  const taken = new Set(states.flatMap(({ sets }, index) => (sets ? [`note_${index + 1}`] : [])));
  const flow = {
    name: 'generated',
    title: 'Generated',
    owner: 'lead',
    key: 'number',
    data: dataOf(),
    computed: { open: 'data.amount - data.paid' },
    roles: { lead: {}, clerk: {}, chief: {} },
    ...(states.some(({ deadline }) => deadline === 'parameter')
      ? { parameters: { patience: { type: made.calendarDays ? 'days' : 'hours', default: 5, owner: 'lead', from: 1, to: 30 } } }
      : {}),
    events: eventsOf(made, taken),
    exceptions: exceptionsOf(made),
    ...(made.hasMail && made.chase !== undefined
      ? { mails: { reminder: { subject: 'About {{ data.number }}', text: 'Open: {{ computed.open }}' } } }
      : {}),
    start: { begin: { to: name(0) } },
    states: {
      ...Object.fromEntries(states.map((state, index) => [name(index), stateOf(made, state, index, after(index))])),
      ...Object.fromEntries(ends.map((kind) => [kind, { final: kind }])),
    },
    ladders: laddersOf(made),
  };
  const isUsed = (value: object) => Object.keys(value).length > 0;
  const tidy = Object.fromEntries(Object.entries(flow).filter(([, value]) => typeof value !== 'object' || isUsed(value)));
  return JSON.parse(JSON.stringify(tidy)) as FlowDefinition;
}

function dataOf() {
  const whole = (extra: object = {}) => ({ type: 'integer', minimum: 0, maximum: 9_007_199_254_740_991, ...extra });
  return {
    type: 'object',
    additionalProperties: false,
    required: ['number', 'amount', 'paid', 'kind', 'dueOn'],
    properties: {
      number: { type: 'string', minLength: 1, maxLength: 100 },
      amount: whole(),
      paid: whole({ default: 0 }),
      kind: { type: 'string', enum: ['small', 'large', 'odd'] },
      dueOn: { type: 'string', kind: 'day', pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' },
      reference: { type: 'string', maxLength: 100 },
      contact: { type: 'string', maxLength: 100 },
    },
  };
}

function eventsOf({ states, landing, ends: [end] }: Model, taken: ReadonlySet<string>) {
  const carried = {
    type: 'object',
    additionalProperties: false,
    required: ['amount'],
    properties: { amount: { type: 'integer', minimum: 0, maximum: 1000 } },
  };
  const text = {
    type: 'object',
    additionalProperties: false,
    required: ['reference'],
    properties: { reference: { type: 'string', maxLength: 100 } },
  };
  const ofNotes = [...taken].map((event) => [event, { data: text, set: { reference: 'event.reference' } }]);
  const ofSteps = states.flatMap(({ split }, index) => (split === 'payload' ? [[`go_${index + 1}`, { data: carried }]] : []));
  const last = states.length - 1;
  const ofLanding =
    landing && states[last]?.split === 'none' && states[last]?.approval === 'none' ? [[`go_${last + 1}`, { lands: end }]] : [];
  return Object.fromEntries([...ofNotes, ...ofSteps, ...ofLanding]);
}

function exceptionsOf({ states, sends }: Model) {
  const one = (owner: string) => ({ owner, severity: 'medium', within: { days: 2 }, resolutions: ['settled'] });
  return {
    ...(states.some(({ raises }) => raises) ? { hitch: one('clerk') } : {}),
    ...(sends ? { refused: one('lead') } : {}),
  };
}

function stateOf({ states, sends, ends }: Model, state: StateModel, index: number, next: string) {
  const event = `go_${index + 1}`;
  const isLast = index === states.length - 1;
  const extra = {
    ...(state.person ? { by: 'person', reason: true } : {}),
    ...(state.round ? { newRound: true } : {}),
    ...(isLast && sends
      ? { send: [{ flow: 'generated', key: 'data.number + "-next"', event: 'nudge', onRefused: 'refused' }] }
      : {}),
  };
  const on = {
    [event]: transitionsOf(state, next, extra, new Set(states.flatMap(({ sets }, at) => (sets ? [`note_${at + 1}`] : [])))),
    ...(state.sets ? { [`note_${index + 1}`]: {} } : {}),
    ...(state.detour === undefined ? {} : { [`back_${index + 1}`]: { to: name(state.detour % states.length) } }),
    ...(state.raises ? { [`doubt_${index + 1}`]: { raise: 'hitch' }, [`calm_${index + 1}`]: { resolve: 'hitch' } } : {}),
    ...(index === 0 && sends ? { nudge: {} } : {}),
    ...(index === 0 && ends.length > 1 ? { give_up: { to: ends[1] } } : {}),
  };
  const within = state.deadline === 'within' ? { days: 3 } : state.deadline === 'parameter' ? 'patience' : undefined;
  return { owner: index % 2 === 0 ? 'clerk' : 'lead', ...(within === undefined ? {} : { within }), on };
}

function transitionsOf(state: StateModel, to: string, extra: object, taken: ReadonlySet<string>): object {
  const approval = approvalOf(state.approval, taken);
  const given = { to, ...extra, ...(approval === undefined ? {} : { approval }) };
  switch (state.split) {
    case 'none':
      return given;
    case 'amount':
      return [
        { when: 'data.amount > 100', ...given },
        { when: 'data.amount <= 100', to, ...extra },
      ];
    case 'kind':
      return [{ when: 'data.kind == "odd"' }, given];
    case 'optional':
      return [{ when: 'has(data.reference) && data.reference != ""', to, ...extra }, { ...given }];
    case 'payload':
      return [{ when: 'event.amount < computed.open' }, { when: 'event.amount >= computed.open', ...given }];
  }
}

function approvalOf(kind: StateModel['approval'], taken: ReadonlySet<string>) {
  const all = { roles: ['chief', 'lead'] };
  switch (kind) {
    case 'none':
      return undefined;
    case 'all':
      return all;
    case 'named':
      return { ...all, not: ['begin', ...taken] };
    case 'quorum':
      return { ...all, quorum: 2 };
    case 'limited':
      return { ...all, limit: { of: 'data.amount', by: { lead: '500' } } };
  }
}

function laddersOf({ states, chase, hasMail, ends }: Model) {
  const watched = states.flatMap(({ deadline }, index) => (deadline === 'ladder' ? [name(index)] : []));
  const during = [...new Set((chase?.during ?? []).map((index) => name(index % states.length)))];
  const steps = [...(chase?.rungs ?? [])].sort((a, b) => a - b);
  const [end] = ends;
  return {
    ...(watched.length === 0
      ? {}
      : {
          watch: {
            anchor: 'entered',
            during: watched,
            rungs: [{ name: 'look', after: { days: 4 }, task: { role: 'lead', title: 'Look at it' } }],
          },
        }),
    ...(chase === undefined
      ? {}
      : {
          chase: {
            anchor: 'data.dueOn',
            during,
            stopWhen: 'computed.open <= 0',
            ...(chase.each ? { catchUp: 'each' } : {}),
            rungs: steps.map((days, index) => ({
              name: `after_${days}`,
              after: { days },
              ...(chase.leaves && index === steps.length - 1
                ? { to: end }
                : hasMail && index === 0
                  ? {
                      effects: [
                        {
                          kind: 'mail',
                          template: 'reminder',
                          to: 'has(data.contact) ? data.contact : "desk@example.org"',
                          delivery: 'at-least-once',
                        },
                      ],
                    }
                  : { task: { role: 'clerk', title: 'Ask' } }),
            })),
          },
        }),
  };
}

/** So many sound flows; the same for the same seed. */
export function soundFlows(count: number, seed: number): readonly FlowDefinition[] {
  return fc.sample(soundFlow, { numRuns: count, seed });
}
