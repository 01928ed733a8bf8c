import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type Actor,
  builtInEvents,
  type CaseRecord,
  checkFlow,
  compileFlow,
  decide,
  type FlowDefinition,
  type Input,
  type JsonObject,
} from '../src/index.ts';
import type { Json } from '../src/json.ts';
import { validData, validPayload } from '../src/solve/find-input.ts';
import { invoice } from './invoice-flow.ts';
import { order } from './order-flow.ts';

/*
 * Any flow, edited anyhow: members taken out, put elsewhere, renamed, twice in a list, or replaced by what somebody might write. What the
 * checker lets pass is compiled, and lives.
 */

const flows = [invoice, order];
const written: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1,
  1,
  2,
  1e308,
  2 ** 53,
  '',
  'x',
  'stay',
  'entered',
  'expected',
  'constructor',
  '__proto__',
  'true',
  'data.amount / 0',
  'data.number',
  'has(data.contact)',
  'event.amount > data.amount',
  '"2026-02-30"',
  'null',
  'computed.open',
  '1e3',
  'late',
  [],
  {},
  [[]],
  ['sent'],
  { days: 0 },
  { hours: 876_000 },
  { businessDays: 1 },
  { to: 'paid' },
  { raise: 'partialPayment' },
  { type: 'string' },
  { type: 'integer' },
  { anyOf: [{ type: 'null' }, { type: 'string' }] },
  { roles: ['finance-lead'], quorum: 8 },
  'fill',
  'apply',
  'done',
  'each',
];

interface Edit {
  readonly at: number;
  readonly from: number;
  readonly how: 'remove' | 'move' | 'copy' | 'rename' | 'twice' | 'write';
  readonly value: Json;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(),
  from: fc.nat(),
  how: fc.constantFrom('remove', 'move', 'copy', 'rename', 'twice', 'write', 'write'),
  value: fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...written) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json> },
  ),
});

interface Slot {
  readonly holder: Record<string, Json> | Json[];
  readonly key: string;
}

function slotsOf(value: Json): Slot[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, Json> | Json[];
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...slotsOf((holder as Record<string, Json>)[key] as Json)]);
}

/** Changes the document in place, in one way. */
function change(document: Json, { at, from, how, value }: Edit): void {
  const slots = slotsOf(document);
  if (slots.length === 0) return;
  const { holder, key } = slots[at % slots.length] as Slot;
  const source = slots[from % slots.length] as Slot;
  const other = structuredClone((source.holder as Record<string, Json>)[source.key]) as Json;
  const target = holder as Record<string, Json>;
  if (how === 'write') put(target, key, structuredClone(value));
  else if (how === 'copy') put(target, key, other);
  else if (how === 'twice' && Array.isArray(holder)) holder.push(structuredClone(holder[Number(key)]) as Json);
  else if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else {
    const kept = target[key] as Json;
    delete target[key];
    if (how === 'rename') put(target, source.key, kept);
    if (how === 'move') put(source.holder as Record<string, Json>, key, kept);
  }
}

function put(target: Record<string, Json>, key: string, value: Json): void {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}

const roles = [
  ...new Set(flows.flatMap((flow) => Object.keys(flow.roles ?? {}))),
  'operator',
  ...flows.map(({ owner }) => owner),
];
const actors: readonly Actor[] = [
  ...['ann', 'bob'].map((id): Actor => ({ id, kind: 'person', principal: id, roles })),
  { id: 'bot', kind: 'automation', principal: 'bot', roles: [] },
  { id: 'erp', kind: 'source', principal: 'erp', roles: [] },
];
const start = Date.UTC(2026, 0, 5);
const dayMs = 86_400_000;

interface Move {
  readonly event: number;
  readonly actor: number;
  readonly kind: Input['kind'];
  readonly days: number;
  readonly data: JsonObject | undefined;
}
const move: fc.Arbitrary<Move> = fc.record({
  event: fc.nat(),
  actor: fc.nat(actors.length - 1),
  kind: fc.constantFrom<Input['kind']>('command', 'command', 'command', 'fact', 'message', 'deadline'),
  days: fc.constantFrom(0, 0, 1, 20, 400),
  data: fc.option(
    fc.oneof(
      fc.constant({ of: 'accept' }),
      fc.dictionary(
        fc.constantFrom('amount', 'number', 'to', 'text', 'state', 'paidOn'),
        fc.constantFrom<Json>(1, -5, 'x', null, '2026-01-10'),
        { noNullPrototype: true },
      ),
    ) as fc.Arbitrary<JsonObject>,
    {
      nil: undefined,
      freq: 2,
    },
  ),
});

export interface Tally {
  accepted: number;
  refused: number;
  applied: number;
}

/** Checks so many edited flows, and lets 50 things happen under each that passes. */
export function requireSafeUnderEdits(numRuns: number): Tally {
  const tally: Tally = { accepted: 0, refused: 0, applied: 0 };
  fc.assert(
    fc.property(
      fc.constantFrom(...flows),
      fc.array(edit, { minLength: 1, maxLength: 4 }),
      fc.array(move, { minLength: 50, maxLength: 50 }),
      (flow, edits, moves) => {
        const document = structuredClone(flow) as unknown as Json;
        for (const each of edits) change(document, each);
        const findings = checkFlow(document);
        for (const { witness, mend } of findings) assert.ok(witness.length > 0 && mend !== '');
        if (findings.some(({ severity }) => severity === 'error')) tally.refused += 1;
        else {
          tally.accepted += 1;
          tally.applied += live(document as unknown as FlowDefinition, moves);
        }
      },
    ),
    { numRuns },
  );
  return tally;
}

/** How many of the moves were applied. Nothing may be thrown, and what is decided once is decided again. */
function live(definition: FlowDefinition, moves: readonly Move[]): number {
  const flow = compileFlow(definition);
  const events = [...flow.start.keys(), ...flow.start.keys(), ...flow.events.keys(), ...flow.events.keys(), ...builtInEvents];
  const data = validData(definition) ?? {};
  const key = String(data[definition.key] ?? 'K');
  let record: CaseRecord | undefined;
  let now = start;
  let applied = 0;
  for (const each of moves) {
    now += each.days * dayMs;
    const subject: CaseRecord | { id: string; flow: string; entity: string; key: string } = record ?? {
      id: 'c',
      flow: definition.name,
      entity: 'e',
      key,
    };
    const type =
      record === undefined
        ? ([...flow.start.keys()][each.event % flow.start.size] as string)
        : (events[each.event % events.length] as string);
    const payload = each.data ?? (flow.events.has(type) ? validPayload(definition, type) : undefined) ?? {};
    const input = inputOf({ ...each, data: payload }, type, now);
    const decision = decide(flow, subject, input, { now });
    assert.deepEqual(decide(flow, subject, structuredClone(input), { now }), decision);
    if (decision.kind === 'refused' || decision.kind === 'ignored') continue;
    assert.deepEqual(flow.data.errors(decision.next.data), []);
    record = decision.next;
    applied += 1;
  }
  return applied;
}

function inputOf({ kind, actor, data = {} }: Move, type: string, now: number): Input {
  const who = actors[actor] as Actor;
  if (kind === 'deadline') return { kind };
  if (kind === 'fact') return { kind, type, data, actor: who, source: { name: 's', liveFrom: 0 }, occurredAt: now - dayMs };
  if (kind === 'message') return { kind, type, data, actor: who, occurredAt: now };
  return { kind, type, data, actor: who, reason: 'because' };
}
