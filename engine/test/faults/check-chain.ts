import { createHash } from 'node:crypto';
import type { EventRow, Holdings } from './read-holdings.ts';

/** Says what is wrong, by the kind of it. */
export type Blame = (kind: FindingKind, what: string) => void;

export const findingKinds = [
  'lost',
  'twice',
  'chain',
  'fold',
  'replay',
  'children',
  'messages',
  'effects',
  'deadlines',
  'seals',
] as const;
export type FindingKind = (typeof findingKinds)[number];

type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value };

/** The canonical text of the log: members by name, no blanks. */
export function canonicalText(value: Value): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join()}]`;
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalText(member)}`).join()}}`;
}

function parsed(text: string | null): Value {
  return text === null ? null : (JSON.parse(text) as Value);
}

function sha256(before: Buffer, text: string): string {
  return createHash('sha256').update(before).update(text, 'utf8').digest('hex');
}

/** Each event follows the one before it, and its hash and commitments cover what it says. */
export function checkChain({ events, cases, receipts, effects, retired }: Holdings, blame: Blame): void {
  const last = new Map<string, EventRow>();
  for (const event of events) {
    const before = last.get(event.id);
    const name = `${event.id}/${event.seq}`;
    if (event.seq !== (before?.seq ?? 0) + 1) blame('chain', `${name}: comes after ${before?.seq ?? 'nothing'}`);
    if (before !== undefined && event.recorded < before.recorded) blame('chain', `${name}: recorded before the one before it`);
    if (hashOf(event, before?.hash ?? Buffer.alloc(32)) !== event.hash.toString('hex'))
      blame('chain', `${name}: its hash is another`);
    if ((event.prev_type ?? null) !== (before?.type ?? null)) blame('chain', `${name}: says that ${event.prev_type} came before`);
    const data = { input: parsed(event.input), patch: parsed(event.patch) };
    const said = canonicalText(event.reason === null ? data : { ...data, reason: event.reason });
    if (event.data_salt !== null && sha256(event.data_salt, said) !== event.data_commitment.toString('hex'))
      blame('chain', `${name}: its data are others`);
    const { personal, personal_salt: salt, personal_commitment: commitment } = event;
    if (personal !== null && salt !== null && sha256(salt, personal) !== commitment?.toString('hex'))
      blame('chain', `${name}: its personal data are others`);
    last.set(event.id, event);
  }
  const rows = new Map(cases.map((row) => [row.id, row]));
  for (const [id, event] of last) {
    const row = rows.get(id);
    if (row === undefined) blame('fold', `${id}: has events and is no case`);
    else if (row.seq !== event.seq || !row.head.equals(event.hash))
      blame('fold', `${id}: stands at ${row.seq} and not at ${event.seq}`);
  }
  for (const { id } of cases) if (!last.has(id)) blame('lost', `${id}: a case without events`);
  const gone = new Set(retired.map(({ id }) => id));
  for (const { id, key, seq } of receipts)
    if (seq !== null && !gone.has(id) && seq > (last.get(id)?.seq ?? 0))
      blame('lost', `${id}/${seq}: the event of receipt ${key}`);
  for (const { id, key, seq } of effects)
    if (seq > (last.get(id)?.seq ?? 0)) blame('lost', `${id}/${seq}: the event of effect ${key}`);
}

function hashOf(event: EventRow, previous: Buffer): string {
  const { cause_case: cause } = event;
  const head: Value = {
    ...{
      actor: event.actor,
      actorKind: event.actor_kind,
      case: event.id,
      flow: event.flow,
      version: event.version,
      type: event.type,
    },
    ...{ kind: event.kind, from: event.state_from, to: event.state_to, principal: event.principal, seq: event.seq },
    ...{ occurredAt: event.occurred, recordedAt: event.recorded, prevType: event.prev_type, gapMs: event.gap },
    ...{ context: parsed(event.context), outcome: parsed(event.outcome), deviation: parsed(event.deviation) },
    cause: cause === null ? null : { case: cause, seq: event.cause_seq },
    data: event.data_commitment.toString('hex'),
    personal: event.personal_commitment?.toString('hex') ?? null,
  };
  return sha256(previous, canonicalText(head));
}

/** Seals are numbered without a gap, each names the one before it, and no more events are sealed than there have been. */
export function checkSeals({ seals, events, retired }: Holdings, isAllSealed: boolean, blame: Blame): void {
  let sum = 0;
  for (const [index, { number, events: sealed, previous }] of seals.entries()) {
    sum += sealed;
    if (number !== index + 1) blame('seals', `Seal ${number} stands at ${index + 1}`);
    if (index > 0 && previous !== seals[index - 1]?.hash) blame('seals', `Seal ${number} follows from another one`);
  }
  const all = events.length + retired.length;
  if (isAllSealed ? sum !== all : sum > all) blame('seals', `${sum} events are sealed, and there have been ${all}`);
}
