import fc from 'fast-check';
import {
  type Actor,
  builtInEvents,
  type CompiledFlow,
  type Input,
  type Json,
  type JsonObject,
  type Millis,
  type Subject,
} from '../../src/index.ts';
import { eventNames } from './definition.ts';

/*
 * One step of a history: what is chosen at random, read against the case as it is then, so that much of it fits. Texts that begin
 * with the mark are personal wherever they stand.
 */

export const mark = '§';
export const begun = Date.UTC(2026, 0, 5, 9);
const hourMs = 3_600_000;

const doings = {
  fit: 9,
  fact: 6,
  message: 2,
  clock: 9,
  approve: 6,
  decline: 1,
  childClosed: 3,
  effectFailed: 1,
  revise: 3,
  unrelated: 2,
  desk: 1,
  link: 1,
  repair: 1,
  mend: 3,
  near: 2,
  junk: 1,
} as const;
type Doing = keyof typeof doings;

export interface Step {
  readonly does: Doing;
  /** They choose among what there is. */
  readonly picks: readonly [number, number, number];
  readonly who: number;
  readonly gap: Millis;
  readonly junk: Junk | undefined;
}

interface Junk {
  readonly input: Input;
  readonly value: Json;
}

const roles = ['clerk', 'lead', 'chief', 'operator', 'legal', 'privacy'];
const person = (id: string, held: readonly string[]): Actor => ({ id, kind: 'person', principal: id, roles: held });
const actors: readonly Actor[] = [
  ...[person('ann', roles), person('ann', roles), person('bob', roles), person('cat', roles), person('dan', ['clerk'])],
  ...[person('eve', ['chief']), person('fay', ['lead']), person('gus', [])],
  { id: 'bot', kind: 'automation', principal: 'ann', roles: [] },
  { id: 'robot', kind: 'automation', principal: 'robot', roles: [] },
];

const plain = { noNullPrototype: true } as const;
const value = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
const object = fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('amount', 'of', '__proto__', 'constructor')), value, {
  ...plain,
  maxKeys: 3,
});
const instant = fc.oneof(fc.integer({ min: begun, max: begun + 2400 * hourMs }), fc.double(), fc.integer());
const actor: fc.Arbitrary<Actor> = fc.record(
  {
    id: fc.string(),
    kind: fc.constantFrom('person', 'automation', 'source', 'system'),
    principal: fc.string(),
    roles: fc.array(fc.constantFrom(...roles, 'toString'), { maxLength: 3 }),
  },
  plain,
);
const type = fc.oneof(fc.constantFrom(...eventNames, 'begin', ...builtInEvents), fc.string());
const junkInput = fc.oneof(
  fc.record({ kind: fc.constant('command'), type, data: object, actor, reason: fc.string() }, plain),
  fc.record({ kind: fc.constant('message'), type, data: object, actor, occurredAt: instant }, plain),
  fc.record(
    {
      ...{ kind: fc.constant('fact'), type, data: object, actor, occurredAt: instant },
      source: fc.record({ name: fc.string(), liveFrom: instant }, plain),
    },
    plain,
  ),
) as fc.Arbitrary<Input>;
const junk: fc.Arbitrary<Junk> = fc.record({ input: junkInput, value });

const pick = fc.nat(999);
const stepOf = (each: Doing): fc.Arbitrary<Step> =>
  fc.record({
    does: fc.constant(each),
    picks: fc.tuple(pick, pick, pick),
    who: fc.nat(actors.length - 1),
    gap: fc.constantFrom(0, 0, 0, 0, 1, 8, 24, 72, 240, -2).map((hours) => hours * hourMs),
    junk: each === 'junk' || each === 'near' ? junk : fc.constant(undefined),
  });

export const step: fc.Arbitrary<Step> = fc.oneof(
  ...Object.entries(doings).map(([each, weight]) => ({ weight, arbitrary: stepOf(each as Doing) })),
);

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
const day = (index: number) => new Date(begun + (index % 60) * 24 * hourMs).toISOString().slice(0, 10);
const lists: readonly Json[] = [
  [{ sku: 'A', count: 1 }, { sku: 'B' }],
  [{ sku: 'A' }, { sku: 'A' }],
  [{ sku: 'Z' }],
  [],
  ['A', 'B', 'C'].map((sku) => ({ sku, count: 2 })),
];

/** What each event carries when it fits. */
function carried(event: string, key: string, [a, b, c]: Step['picks']): JsonObject {
  const amount = at([50, 101, 150, 400, 500, 0, 1000], a);
  switch (event) {
    case 'begin':
      return {
        ...{ number: key, amount, kind: at(['small', 'large', 'odd'], b) },
        ...(b % 2 === 0 ? { dueOn: day(b) } : {}),
        ...(b % 3 === 0 ? { at: `${day(c)}T10:00:00.000Z` } : {}),
        ...(c % 2 === 0 ? { contact: `${mark}contact`, person: { name: `${mark}Ann`, city: 'Ulm' } } : {}),
        ...(c % 3 === 0 ? { lines: at(lists, c) } : {}),
        ...(c % 5 === 0 ? { note: 'first', other: c, paid: 10 } : {}),
      };
    case 'arrive':
      return { amount, ...(b % 2 === 0 ? { contact: `${mark}contact` } : {}) };
    case 'pay':
      return { amount: at([50, 150, 400, 500, 1], a), ...(b % 2 === 0 ? { payer: `${mark}payer` } : {}) };
    case 'tell':
      return { text: at(['done', 'later', ''], a), ...(b % 2 === 0 ? { contact: `${mark}other` } : {}) };
    case 'order':
      return { lines: at(lists, a) };
    case 'lineDone':
      return { key: `${key}/A` };
    default:
      return {};
  }
}

function revision(key: string, [a, b, c]: Step['picks']): JsonObject {
  const { number: _, ...birth } = carried('begin', key, [b, c, a]);
  const removed = at(['dueOn', 'at', 'note', 'contact', 'lines', 'over', 'person'], c);
  return at<JsonObject>([birth, { [removed]: null }, { dueOn: day(a) }, { amount: a }, { person: { name: null } }], a);
}

/** What a step asks of the case as it is. */
export function inputOf(flow: CompiledFlow, subject: Subject, step: Step, now: Millis): Input {
  const { picks, who, junk } = step;
  const [a, b, c] = picks;
  const does = doingOf(subject, step);
  const { key } = subject;
  const clocks = 'clocks' in subject ? subject.clocks : {};
  const actor = at(actors, who);
  const command = (type: string, data: JsonObject): Input => ({ kind: 'command', type, data, actor, ...said(b) });
  const machine: Actor = { id: 'case:line/x', kind: 'automation', principal: at(['cat', 'robot'], c), roles: [] };
  const report = (type: string, data: JsonObject): Input => ({ kind: 'message', type, data, actor: machine, occurredAt: now });
  const event = likely(flow, subject, a);
  const data = carried(event, key, [b, c, a]);
  switch (does) {
    case 'fit':
      return c % 40 === 0 ? { ...(command(event, data) as Input & { kind: 'command' }), ifSeq: b % 6 } : command(event, data);
    case 'fact': {
      const stray = c % 6 === 3 ? 'settle' : at(['stray', ...eventNames, ...eventNames], c);
      const told = c % 3 === 0 ? stray : event;
      return factOf(told, told === 'stray' ? { contact: `${mark}stray` } : carried(told, key, [b, c, a]), now, step);
    }
    case 'message':
      return { kind: 'message', type: event, data, actor: machine, occurredAt: now - at([0, 0, 30], c) * hourMs };
    case 'clock':
      return { kind: 'deadline' };
    case 'approve':
    case 'decline': {
      const { pending = {} } = clocks;
      const of = at([...Object.keys(pending).sort(), ...(c % 9 === 0 ? ['go'] : [])], a) ?? 'go';
      const [again] = a % 3 === 0 ? (pending[of]?.given ?? []) : [];
      const who = again === undefined ? {} : { actor: person(again.by, roles) };
      return { ...command(does, { of, ...(does === 'approve' && b % 9 === 0 ? { dataHash: 'old' } : {}) }), ...who };
    }
    case 'childClosed':
    case 'effectFailed': {
      const open = Object.entries(clocks.children ?? {}).flatMap(([slot, { open }]) => open.map((each) => nameOf(slot, each)));
      const child = at([...open.sort(), ...(c % 9 === 0 ? ['line/nobody'] : [])], a) ?? 'line/nobody';
      if (does === 'childClosed') return report('child-closed', { child, state: at(['done', 'gone'], b) });
      return report('effect-failed', {
        ...{ effect: 'x', kind: 'mail', outcome: 'dead', error: `${mark}refused` },
        ...(b % 2 === 0 ? { child } : { raise: at(['hitch', 'refused', 'nothing'], c) }),
      });
    }
    case 'revise':
      return command('revise', revision(key, picks));
    case 'unrelated':
      return command('revise', { other: a });
    case 'desk':
      return a % 2 === 0 ? command('assign', { to: 'bob' }) : command('comment', { text: 'hello' });
    case 'link':
      return command('link', { name: at(['other', 'toString'], a), key: 'X' });
    case 'repair':
      return command('repair', {
        ...(a % 3 === 0 ? {} : { state: at([...flow.states.keys()], a) }),
        ...(b % 2 === 0 ? { data: { contact: `${mark}put right`, amount: c } } : {}),
      });
    case 'mend':
      return command(...mending(flow, subject, step));
    case 'near':
      return nearly(b % 2 === 0 ? command(event, data) : factOf(event, data, now, step), junk?.value ?? null, c);
    case 'junk':
      return junk?.input ?? { kind: 'deadline' };
  }
}

/** What is put right by hand, kept or erased. */
function mending(flow: CompiledFlow, subject: Subject, { picks: [a, , c] }: Step): readonly [type: string, data: JsonObject] {
  const { heldBy = {} } = 'clocks' in subject ? subject.clocks : {};
  const ladder = at([...flow.ladders.keys()], c);
  const rungs = flow.ladders.get(ladder)?.rungs.map(({ name }) => name) ?? [];
  return at<readonly [string, JsonObject]>(
    [
      ['skip-rung', { ladder, rung: at([...rungs, 'none'], c) }],
      ['replay', {}],
      ['rekey', { key: at(['K-2', 'K-3', subject.key], c) }],
      ['legal-hold', c % 2 === 0 ? {} : { matter: 'M-1' }],
      ['lift-legal-hold', Object.keys(heldBy).includes('M-1') ? { matter: 'M-1' } : {}],
      ['erase', {}],
      ['resend', { effect: at(['x', 'y'], c) }],
      ['settle-effect', { effect: 'x', outcome: at(['done', 'refused'], c) }],
      ...(c % 4 === 1 ? [['retract', {}] as const] : []),
      ...(c % 4 === 0 ? [['merge', { into: at(['another', subject.id], c) }] as const] : []),
    ],
    a,
  );
}

/** Most histories begin with the birth, and what waits is mostly answered before something else makes it void. */
function doingOf(subject: Subject, { does, picks: [, , c] }: Step): Doing {
  if (isUnborn(subject)) return does !== 'fact' && c % 4 !== 0 ? 'fit' : does;
  const { pending, children = {}, ladders = {} } = 'clocks' in subject ? subject.clocks : {};
  const isUsual = does === 'fit' || does === 'fact' || does === 'clock';
  if (isUsual && pending !== undefined && c % 5 < 3) return 'approve';
  const isFired = Object.values(ladders).some(({ rungs = {} }) =>
    Object.values(rungs).some(({ standing }) => standing === 'fired'),
  );
  if (isUsual && isFired && c % 6 === 3) return 'fact';
  if (isUsual && c % 7 === 0 && Object.values(children).some(({ open }) => open.length > 0)) return 'childClosed';
  return does;
}

const said = (pick: number) => (pick % 8 === 0 ? {} : { reason: 'because' });

const isUnborn = ({ state }: Subject) => state === undefined || state === 'expected' || state === 'retracted';

/** Mostly an event that the state takes. */
function likely(flow: CompiledFlow, subject: Subject, pick: number): string {
  if (pick % 10 === 9) return at([...eventNames, 'begin', 'arrive'], Math.floor(pick / 10));
  if (isUnborn(subject)) return at(['begin', 'begin', 'arrive'], pick);
  const taken = [...(flow.states.get(subject.state ?? '')?.on.keys() ?? [])];
  return at(taken.length === 0 ? eventNames : taken, pick);
}

function factOf(type: string, data: JsonObject, now: Millis, { picks: [a, b, c] }: Step): Input {
  const source = { name: at(['bank', 'shop'], b), liveFrom: c % 12 === 0 ? now - 24 * hourMs : begun - 9_000 * hourMs };
  const occurredAt = now - at([0, 0, 1, 30, 100, 500, -3], a + b) * hourMs;
  return { kind: 'fact', type, data, actor: { id: 'bank', kind: 'source', principal: 'bank', roles: [] }, source, occurredAt };
}

function nameOf(slot: string, each: number | string): string {
  const [kind = '', name = ''] = slot.split('/');
  return kind === 'child' ? `line/${each}` : `${kind}/${name}#${each}`;
}

/** The same with one thing wrong, or one too many. */
function nearly(input: Input, value: Json, pick: number): Input {
  if (input.kind === 'deadline') return input;
  const fields = Object.keys(input.data);
  const field = at([...fields, 'extra'], pick);
  const { [field]: was, ...others } = input.data;
  const wrong: readonly JsonObject[] = [
    others,
    { ...input.data, [field]: value },
    { ...others, [field]: { a: null, b: [null] } },
  ];
  return { ...input, data: at([...wrong, { ...input.data, [field]: null }, { ...input.data, [field]: was ?? '' }], pick) };
}
