import { type CalendarDefinition, defineCalendar, type FlowDefinition } from '../../src/index.ts';
import { actionsOf, approvalOf, eachLine, guards } from './parts.ts';
import type { FlowPlan, LadderPlan, RungPlan, StatePlan, TransitionPlan } from './plan.ts';

/* A plan as a definition. `other` is a field that nothing reads; `number` is the key; what is marked in values is personal. */

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
const roles = ['clerk', 'lead', 'chief'] as const;
export const eventNames = ['go', 'back', 'pay', 'tell', 'order', 'settle', 'lineDone', 'doubt', 'calm'] as const;

export function definitionOf(plan: FlowPlan): FlowDefinition {
  const names = [...plan.states.map((_, index) => `s${index}`), 'done', ...(plan.isCancelled ? ['dropped'] : [])];
  const { calendar, children, expected } = plan;
  const births = plan.births.map((birth) => ({ ...transitionOf(plan, names, birth, 'begin'), to: 's0' }));
  const definition = {
    ...{ name: 'generated', title: 'Generated', owner: 'lead', key: 'number' },
    ...(calendar === undefined
      ? { timeZone: 'Asia/Kolkata' }
      : { calendar: { default: 'office', entities: { north: 'north' } }, calendars: calendarsOf(calendar) }),
    ...shape,
    parameters: {
      wait: { type: 'days', default: 3, owner: 'lead', from: 1, to: 30 },
      pause: { type: 'hours', default: 5, owner: 'lead', from: 1, to: 300 },
      cap: { type: 'money', default: 300, owner: 'lead' },
    },
    events: eventsOf(plan, names),
    exceptions: exceptionsOf(plan),
    links: { other: { flow: 'other' } },
    mails: { letter: { subject: 'About {{ data.number }}', text: 'Open: {{ computed.open }}, {{ computed.ratio }}.' } },
    destinations: {
      books: { owner: 'lead', tier: 2, data: closed({ number: text(), ratio: { type: 'integer', maximum: 5 } }, ['number']) },
    },
    ...(children === undefined
      ? {}
      : {
          children: {
            line: { flow: 'line', ...(children.ended ? { ended: 'lineDone' } : {}), ...(children.end ? { end: 'stop' } : {}) },
            part: { flow: 'line' },
          },
        }),
    ...(expected === undefined ? {} : { expected: { within: fixedLengthOf(plan, expected), owner: at(roles, expected) } }),
    start: {
      begin: births.some((birth) => 'when' in birth) ? [...births, { to: 's0' }] : births.length > 0 ? births : { to: 's0' },
      arrive: { to: at(names, plan.lands.arrive) },
    },
    states: {
      ...Object.fromEntries(plan.states.map((state, index) => [`s${index}`, stateOf(plan, names, state, index)])),
      done: { final: 'done' },
      ...(plan.isCancelled ? { dropped: { final: 'cancelled' } } : {}),
    },
    ladders: Object.fromEntries(plan.ladders.map((ladder, index) => [`l${index}`, ladderOf(plan, names, ladder)])),
  };
  return JSON.parse(JSON.stringify(definition)) as FlowDefinition;
}

/** A length that a field chooses, which may be missing. */
const byKind = { by: 'kind', is: { small: 'wait', large: { hours: 11 } }, else: { days: 2 } };

const text = (extra: object = {}) => ({ type: 'string', maxLength: 100, ...extra });
const day = { type: 'string', kind: 'day', pattern: '^2\\d{3}-(0[1-9]|1[0-2])-(0[1-9]|1\\d|2[0-8])$' };
const closed = (properties: object, required: readonly string[]) => ({
  ...{ type: 'object', properties, required, additionalProperties: false },
});
const lines = { type: 'array', maxItems: 5, items: closed({ sku: text(), count: { type: 'integer' } }, ['sku']) };

const shape = {
  data: closed(
    {
      number: text({ minLength: 1 }),
      amount: { type: 'integer', minimum: 0, maximum: 1000, list: true, kind: 'money' },
      paid: { type: 'integer', minimum: 0, default: 0 },
      kind: { type: 'string', enum: ['small', 'large', 'odd'], list: true },
      dueOn: day,
      at: { type: 'string', kind: 'instant', format: 'date-time' },
      note: text({ minLength: 1 }),
      over: { type: 'boolean' },
      contact: text({ personal: true }),
      person: closed({ name: text({ personal: true }), city: text() }, []),
      lines,
      other: { type: 'integer' },
    },
    ['number', 'amount', 'paid', 'kind'],
  ),
  computed: {
    open: 'data.amount - data.paid',
    twice: 'computed.open * 2',
    count: 'has(data.lines) ? size(data.lines) : 0',
    ratio: 'data.amount / data.paid',
  },
  columns: { open: { kind: 'money' }, count: { kind: 'number' } },
  roles: { clerk: {}, lead: {}, chief: {} },
};

function eventsOf({ lands, late, states }: FlowPlan, names: readonly string[]) {
  const landing = (choice: number) =>
    [
      {},
      { lands: 'stay' },
      { lands: at(names, states.length) },
      { lands: [{ when: 'data.amount > 100', to: at(names, 1) }, { to: 'stay' }] },
      { lands: at(names, choice + states.length) },
    ][choice] as object;
  const lateness = (index: number) => (late[index] ? { late: 'apply' } : {});
  return {
    begin: lateness(0),
    arrive: {
      data: closed({ amount: { type: 'integer' }, contact: text({ personal: true }) }, ['amount']),
      set: { amount: 'event.amount', kind: '"small"', contact: 'has(event.contact) ? dyn(event.contact) : null' },
    },
    pay: {
      data: closed({ amount: { type: 'integer', minimum: 1, maximum: 500 }, payer: text({ personal: true }) }, ['amount']),
      set: { paid: 'data.paid + event.amount' },
      ...landing(lands.pay),
      ...lateness(1),
    },
    tell: {
      data: closed({ text: text(), contact: text({ personal: true }) }, ['text']),
      set: { note: 'event.text', contact: 'has(event.contact) ? dyn(event.contact) : null' },
    },
    order: { data: closed({ lines }, ['lines']), set: { lines: 'event.lines' } },
    settle: { ...landing(lands.settle), ...lateness(2), set: { over: 'true' } },
    lineDone: { data: closed({ key: text(), state: text() }, []) },
  };
}

function exceptionsOf({ blocks, ownKinds }: FlowPlan) {
  const one = { owner: 'clerk', severity: 'medium', within: 'pause', resolutions: ['settled'] };
  return {
    hitch: { ...one, blocks },
    doubtful: one,
    refused: { owner: 'lead', severity: 'low' },
    ...(ownKinds ? { deviation: { ...one, owner: 'lead' }, overdue: { ...one, within: { days: 1 } }, effectFailed: one } : {}),
  };
}

function calendarsOf(pick: number): Readonly<Record<string, CalendarDefinition>> {
  const timeZone = at(['Europe/Berlin', 'America/New_York', 'UTC', 'Australia/Lord_Howe'], pick);
  const office = (holidays: readonly string[], hours: readonly [string, string]): CalendarDefinition => ({
    ...defineCalendar({
      ...{ timeZone, from: '2026-01-01', to: '2026-12-31' },
      week: Object.fromEntries(['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map((each) => [each, [hours]])) as never,
      holidays: holidays.map((on) => ({ on })),
    }),
    windows: {
      close: [
        { from: '2026-01-08', to: '2026-01-12' },
        { from: '2026-01-28', to: '2026-02-03' },
      ],
    },
  });
  return { office: office(['2026-01-06'], ['09:00', '17:00']), north: office(['2026-01-07'], ['07:30', '12:00']) };
}

/** Never of no length: rungs that lead in a circle would never come to an end. */
const lengths = ['wait', 'pause', { days: 1 }, { hours: 8 }, { days: 5 }, { hours: 30 }];
const business = [{ businessDays: 1 }, { businessDays: 4 }, { businessHours: 3 }, { businessHours: 20 }];

function lengthOf({ calendar }: FlowPlan, pick: number) {
  return at([...lengths, byKind, ...(calendar === undefined ? [] : business)], pick);
}

/** What waits to be born has no field yet that could choose. */
function fixedLengthOf({ calendar }: FlowPlan, pick: number) {
  return at([...lengths, ...(calendar === undefined ? [] : business)], pick);
}

function stateOf(plan: FlowPlan, names: readonly string[], { owner, within, on }: StatePlan, index: number) {
  const further = { to: at(names, index + 1) };
  return {
    owner: at(roles, owner),
    ...(within === undefined ? {} : { within: lengthOf(plan, within) }),
    on: {
      go: further,
      ...(index === 0 && plan.children !== undefined ? { order: { open: [{ child: 'line', ...eachLine }] } } : {}),
      ...(index === 0 && plan.children?.ended ? { lineDone: further } : {}),
      ...Object.fromEntries(
        on.map(({ event, list }) => {
          const name = at(eventNames, event);
          return [name, list.map((each) => transitionOf(plan, names, each, name))];
        }),
      ),
    },
  };
}

function transitionOf(plan: FlowPlan, names: readonly string[], made: TransitionPlan, event: string) {
  const { guard, to, by, reason, newRound, pick } = made;
  return {
    ...(guard === undefined ? {} : { when: at(guards(plan, event), guard) }),
    ...(to === undefined ? {} : { to: at(names, to) }),
    ...(by === 'either' ? {} : { by }),
    ...(made.roles ? { roles: [at(roles, pick), 'lead'] } : {}),
    ...(reason ? { reason } : {}),
    ...(made.approval === undefined || event === 'begin' ? {} : { approval: approvalOf(made.approval) }),
    ...(newRound ? { newRound } : {}),
    ...(made.closed && plan.calendar !== undefined ? { closed: 'close' } : {}),
    ...actionsOf(plan, made, event === 'begin'),
  };
}

function ladderOf(plan: FlowPlan, names: readonly string[], { anchor, during, pauseWhile, stops, each, rungs }: LadderPlan) {
  const states = plan.states.map((_, index) => `s${index}`);
  const firing = [...new Set(during.map((index) => at(states, index)))];
  const pausing = pauseWhile.map((index) => at(states, index)).filter((state) => !firing.includes(state));
  return {
    anchor: at(['entered', 'data.dueOn', 'data.at', 'entered'], anchor),
    during: firing,
    ...(pausing.length === 0 ? {} : { pauseWhile: pausing }),
    ...(stops ? { stopWhen: 'computed.open <= 0 || (has(data.over) && data.over)' } : {}),
    ...(each ? { catchUp: 'each' } : {}),
    rungs: rungs.map((rung, index) => rungOf(plan, names, rung, `r${index}`)),
  };
}

function rungOf(plan: FlowPlan, names: readonly string[], rung: RungPlan, name: string) {
  return {
    ...{ name, after: lengthOf(plan, rung.after) },
    ...(rung.every === undefined ? {} : { every: lengthOf(plan, rung.every), atMost: 3 }),
    ...(rung.to === undefined ? {} : { to: at(names, rung.to) }),
    ...(rung.approval === undefined ? {} : { approval: approvalOf(rung.approval) }),
    ...actionsOf(plan, rung, false),
  };
}
