import type { Json, JsonObject } from '../src/json.ts';
import { invoice } from './invoice-flow.ts';
import { edited } from './seeded-defects.ts';

/** Flows that somebody wrote to do harm, and what becomes of them. */
export interface HostileFlow {
  readonly what: string;
  /** The code of an error that is found; absent: there is none, and the flow is run. */
  readonly code?: string;
  readonly flow: Json;
  /** What is given to a case, one after the other: the first is its birth. */
  readonly inputs?: readonly (readonly [event: string, data: JsonObject])[];
}

const text = { type: 'string', maxLength: 100 };
const clerk = { owner: 'clerk', within: { days: 3 } };
const many = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const named = (count: number, make: (index: number) => unknown, prefix = 'x'): JsonObject =>
  Object.fromEntries(many(count, (index) => [`${prefix}${index}`, make(index)])) as JsonObject;

interface Parts {
  readonly fields?: JsonObject;
  readonly required?: readonly string[];
  readonly go?: unknown;
  readonly flow?: object;
}

/** A flow of two states: `create` begins a case, `go` ends it. */
function small({ fields = {}, required = [], go = { to: 'end' }, flow = {} }: Parts): Json {
  return {
    name: 'small',
    title: 'Small',
    owner: 'clerk',
    key: 'number',
    data: {
      type: 'object',
      properties: { number: text, ...fields },
      required: ['number', ...required],
      additionalProperties: false,
    },
    start: { create: { to: 'open' } },
    states: { open: { ...clerk, on: { go } }, end: { final: 'done' } },
    ...flow,
  } as unknown as Json;
}

const whole = { type: 'integer' };
const numbers = { type: 'array', items: whole };
const born = (data: JsonObject = {}) => ['create', { number: 'N-1', ...data }] as const;
const went = ['go', {}] as const;
const letter = { kind: 'mail', template: 'm', to: '"a@b.example"', delivery: 'at-most-once' };
const rungs = (count: number, more: object) =>
  many(count, (index) => ({ name: `r${index}`, after: { days: index }, task: { role: 'clerk', title: 'Call' }, ...more }));
const office = { timeZone: 'Europe/Rome', from: '2026-01-01', to: '2026-12-31', week: { monday: [['09:00', '09:01']] } };
/** An ever larger value: each field is the one before, doubled. */
const doubled = (count: number, first: string) =>
  named(count, (index) => (index === 0 ? first : `computed.c${index - 1} + computed.c${index - 1}`), 'c');
/** Each reads the next three times, so that written out there are 3^count. */
const tripled = (count: number) =>
  named(
    count,
    (index) => (index === count - 1 ? 'data.n' : `computed.c${index + 1} * 2 - computed.c${index + 1} + computed.c${index + 1}`),
    'c',
  );
const setAndRead = { when: 'has(data.n) && computed.c0 > 5', to: 'end', set: { n: '1' }, effects: [letter] };
const hardGuards = many(16, (index) => ({
  when: `has(data.n) && has(data.m) && has(data.l) && data.n * data.m > ${index} && data.l.exists(x, x > data.n || x * x < data.m) && sum(data.l) == data.n * 3 + ${index}`,
  to: 'end',
}));

export const hostileFlows: readonly HostileFlow[] = [
  {
    what: 'five thousand states',
    code: 'too-large',
    flow: { ...(invoice as unknown as JsonObject), states: named(5000, () => clerk) },
  },
  { what: 'ten megabytes of description', code: 'too-large', flow: edited(invoice, ['/description', 'x'.repeat(10_000_000)]) },
  {
    what: 'a million values',
    code: 'too-large',
    flow: edited(invoice, ['/ladders/dunning/during', many(1_000_000, () => 'sent')]),
  },
  ...(
    ['events', 'exceptions', 'parameters', 'roles', 'mails', 'calendars', 'children', 'computed', 'ladders', 'links'] as const
  ).map((part) => ({
    what: `ten thousand ${part}`,
    code: 'too-large',
    flow: edited(invoice, [`/${part}`, named(10_000, () => ({}))]),
  })),
  {
    what: 'ten thousand ways to begin',
    code: 'too-large',
    flow: edited(invoice, ['/start', named(10_000, () => ({ to: 'created' }))]),
  },
  {
    what: 'thirty-two rungs, fifty times each, in twenty ladders',
    code: 'too-large',
    flow: small({
      flow: {
        ladders: named(20, () => ({ anchor: 'entered', during: ['open'], rungs: rungs(32, { every: { days: 1 }, atMost: 50 }) })),
      },
    }),
  },
  {
    what: 'thirty-two rungs, fifty times each, all due at once',
    flow: small({
      flow: {
        ladders: named(1, () => ({
          anchor: 'entered',
          during: ['open'],
          catchUp: 'each',
          rungs: rungs(32, { every: { days: 1 }, atMost: 50 }),
        })),
      },
    }),
    inputs: [born()],
  },
  {
    what: 'the longest business times of a calendar that is open a minute a week',
    flow: small({
      flow: {
        calendar: { default: 'office' },
        calendars: { office },
        ladders: named(1, () => ({
          anchor: 'entered',
          during: ['open'],
          rungs: [{ ...rungs(1, {})[0], after: { businessDays: 10_000 }, every: { businessHours: 100_000 }, atMost: 50 }],
        })),
      },
    }),
    inputs: [born()],
  },
  {
    what: 'a calendar of ten thousand years',
    code: 'calendar-invalid',
    flow: small({ flow: { calendar: { default: 'x' }, calendars: { x: { ...office, from: '0001-01-01', to: '9999-12-31' } } } }),
  },
  {
    what: 'a holiday in the year 0001',
    code: 'calendar-invalid',
    flow: small({ flow: { calendar: { default: 'x' }, calendars: { x: { ...office, holidays: [{ on: '0001-01-01' }] } } } }),
  },
  {
    what: 'ten thousand special days over three centuries',
    flow: small({
      flow: {
        calendar: { default: 'x' },
        calendars: {
          x: {
            ...office,
            from: '1900-01-01',
            to: '2199-12-31',
            special: many(5000, (index) => ({ on: dayAfter(index), hours: [['00:00', '24:00']] })),
            holidays: many(5000, (index) => ({ on: dayAfter(10 * index) })),
          },
        },
      },
    }),
    inputs: [born(), went],
  },
  {
    what: 'text doubled sixty times',
    flow: small({ flow: { computed: doubled(60, 'data.number') }, go: { when: 'computed.c59 != "x"', to: 'end' } }),
    inputs: [born(), went],
  },
  {
    what: 'numbers doubled sixty times',
    flow: small({
      fields: { n: whole },
      flow: { computed: doubled(60, 'data.n') },
      go: { when: 'has(data.n) && computed.c59 > 5', to: 'end' },
    }),
    inputs: [born({ n: 1 }), went],
  },
  {
    what: 'two hundred fields that read each the next thrice',
    flow: small({
      fields: { n: whole },
      go: setAndRead,
      flow: { computed: tripled(200), mails: { m: { subject: 's', text: '{{ computed.c0 }}' } } },
    }),
    inputs: [born({ n: 1 }), went],
  },
  {
    what: 'loops in loops in loops',
    flow: small({
      fields: { l: numbers },
      go: { when: 'has(data.l) && data.l.all(a, data.l.all(b, data.l.all(c, data.l.all(d, a + b + c + d >= 0))))', to: 'end' },
    }),
    inputs: [born({ l: many(5000, (index) => index) }), went],
  },
  {
    what: 'four hundred thousand expressions in mails',
    code: 'too-large',
    flow: small({
      go: { to: 'end', effects: many(8, () => letter) },
      flow: {
        start: named(50, () => ({ to: 'open', effects: many(8, () => letter) })),
        mails: { m: { subject: 's', text: '{{1}}'.repeat(1000) } },
      },
    }),
  },
  {
    what: 'thousands of expressions in a mail',
    flow: small({
      go: { to: 'end', effects: [letter] },
      flow: { mails: { m: { subject: 's', text: '{{data.number}}'.repeat(1300) } } },
    }),
    inputs: [born(), went],
  },
  {
    what: 'guards that no solver can judge',
    flow: small({ fields: { n: whole, m: whole, l: { ...numbers, maxItems: 500 } }, go: hardGuards }),
    inputs: [born({ n: 3, m: 4, l: [9] }), went],
  },
  {
    what: 'a length of a quadrillion days',
    code: 'parameter-default-invalid',
    flow: edited(invoice, ['/parameters/legalAfter/default', Number.MAX_SAFE_INTEGER], ['/parameters/legalAfter/to', undefined]),
  },
  {
    what: 'an amount of 1e308',
    flow: small({
      fields: { n: { type: 'number' } },
      go: { when: 'has(data.n) && data.n * data.n > 5.0', to: 'end', set: { n: 'data.n * data.n' } },
    }),
    inputs: [born({ n: 1e308 }), went],
  },
  {
    what: 'a name of ten thousand characters',
    code: 'name-malformed',
    flow: edited(invoice, [`/states/${'x'.repeat(10_000)}`, { final: 'done' }]),
  },
  {
    what: 'a name that reads from right to left',
    code: 'name-malformed',
    flow: edited(invoice, ['/states/\u202edone', { final: 'done' }]),
  },
  {
    what: 'a rung called __proto__',
    code: 'name-malformed',
    flow: edited(invoice, ['/ladders/dunning/rungs/0/name', '__proto__']),
  },
  {
    what: 'a rung called as the repetition of another',
    code: 'name-malformed',
    flow: edited(invoice, ['/ladders/dunning/rungs/0/name', 'finance#2']),
  },
  {
    what: 'control characters in titles',
    flow: edited(invoice, ['/states/sent/title', '\u202e\u0007\u001b[31m\u2028'], ['/states/paid/title', 'e\u0301']),
  },
  { what: 'a schema that holds itself', code: 'data-schema-broken', flow: small({ fields: { a: { $ref: '#' } } }) },
  {
    what: 'a schema from elsewhere',
    code: 'data-schema-broken',
    flow: small({ fields: { a: { $ref: 'http://schemas.example/a.json' } } }),
  },
  { what: 'ten thousand fields', code: 'data-schema-broken', flow: small({ fields: named(9000, () => whole) }) },
  {
    what: 'forty thousand choices',
    code: 'data-schema-broken',
    flow: small({ fields: { a: { type: 'string', enum: many(40_000, String) } } }),
  },
  {
    what: 'a pattern that explodes',
    flow: small({
      fields: { a: { ...text, pattern: '^(a+)+$' } },
      go: { when: 'has(data.a) && data.a.matches("^(a|aa)+$")', to: 'end' },
    }),
    inputs: [born({ a: `${'a'.repeat(60)}!` }), born({ a: 'a'.repeat(60) }), went],
  },
];

function dayAfter(days: number): string {
  return new Date(Date.UTC(2000, 0, 1 + days)).toISOString().slice(0, 10);
}
