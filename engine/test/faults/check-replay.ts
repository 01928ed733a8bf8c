import { createHash } from 'node:crypto';
import {
  type Actor,
  type Applied,
  type CaseRecord,
  type CompiledFlow,
  type Context,
  compileFlow,
  decide,
  type FlowDefinition,
  type Input,
  type JsonObject,
  joinPersonal,
  type MigrationDefinition,
  splitPersonal,
} from '@throughline/language';
import { type Blame, canonicalText } from './check-chain.ts';
import type { EventRow, Holdings } from './read-holdings.ts';

/** What each event was decided to be, by case and number; whatever could not be decided is missing. */
export type Decided = ReadonlyMap<string, Applied>;

type Text = Parameters<typeof canonicalText>[0];

const same = (a: unknown, b: unknown) => canonicalText(plain(a)) === canonicalText(plain(b));
const plain = (value: unknown) => JSON.parse(JSON.stringify(value ?? null)) as Text;
const objectOf = (text: string | null) => JSON.parse(text ?? '{}') as JsonObject;

/** Decides what was sent anew, event by event, and compares what comes of it with the log, and in the end with the case. */
export function checkReplay(holdings: Holdings, sent: ReadonlyMap<string, Input>, blame: Blame): Decided {
  const surroundings = new Surroundings(holdings);
  const decided = new Map<string, Applied>();
  const records = new Map<string, CaseRecord>();
  for (const event of holdings.events) {
    const name = `${event.id}/${event.seq}`;
    const before = records.get(event.id);
    if (event.seq > 1 && before === undefined) continue;
    const input = inputOf(event, sent);
    const flow = surroundings.flowOf(event.flow, before?.version ?? event.version);
    if (input === undefined) blame('replay', `${name}: ${event.type} by ${event.actor}, which nobody sent`);
    if (input === undefined || flow === undefined) continue;
    const now = event.kind === 'command' ? event.occurred : event.recorded;
    const decision = decide(flow, before ?? unborn(event), input, surroundings.contextOf(event, input, now));
    if (decision.kind !== 'applied' && decision.kind !== 'deviated') {
      blame('replay', `${name}: ${event.type} would be ${JSON.stringify(decision)}`);
      continue;
    }
    compare(name, event, decision, surroundings.flowOf(event.flow, event.version) ?? flow, blame);
    records.set(event.id, { ...decision.next, seq: event.seq });
    decided.set(name, decision);
  }
  for (const { id, state, version, data, clocks, key } of holdings.cases) {
    const record = records.get(id);
    if (record === undefined) continue;
    if (record.state !== state || record.version !== version || record.key !== key)
      blame('fold', `${id}: is ${state} and would be ${record.state}`);
    if (!same(record.data, data))
      blame('fold', `${id}: its data are ${JSON.stringify(data)} and would be ${JSON.stringify(record.data)}`);
    if (!same(record.clocks, clocks)) blame('fold', `${id}: its clocks are others`);
  }
  return decided;
}

function unborn({ id, context }: EventRow): Parameters<typeof decide>[1] {
  const { flow = '', entity = '', key = '', parent } = (objectOf(context)['case'] ?? {}) as Readonly<Record<string, string>>;
  const idAgain = parent === undefined ? rootId(flow, entity, key) : ownedId(parent, flow, key);
  return { id: idAgain === id ? id : `not ${id}`, flow, entity, key, ...(parent === undefined ? {} : { parent }) };
}

/** What the driver sent; what comes of other events and of the clock is told by the event itself. */
function inputOf(event: EventRow, sent: ReadonlyMap<string, Input>): Input | undefined {
  if (event.kind === 'deadline') return { kind: 'deadline' };
  const roles = (objectOf(event.context)['roles'] ?? []) as readonly string[];
  const actor: Actor = { id: event.actor, kind: event.actor_kind, principal: event.principal, roles };
  const open = { input: objectOf(event.input), patch: {} };
  const { input: data } = joinPersonal(open, event.personal === null ? undefined : JSON.parse(event.personal));
  if (event.kind === 'message') return { kind: 'message', type: event.type, data, actor, occurredAt: event.occurred };
  const known = sent.get(event.actor);
  if (known !== undefined || event.kind === 'fact') return known;
  // Erasures and migrations are sent by the engine on behalf of who asked for them.
  const reason = event.reason === null ? {} : { reason: event.reason };
  return ['erase', 'migrate'].includes(event.type) ? { kind: 'command', type: event.type, data, actor, ...reason } : undefined;
}

function compare(name: string, event: EventRow, { event: draft }: Applied, flow: CompiledFlow, blame: Blame): void {
  const { open, personal } = splitPersonal(flow, draft);
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['type', event.type, draft.type],
    ['version', event.version, draft.version],
    ['from', event.state_from, draft.from],
    ['to', event.state_to, draft.to],
    ['occurredAt', event.occurred, draft.occurredAt],
    ['input', event.input === null ? open.input : objectOf(event.input), open.input],
    ['patch', event.patch === null ? open.patch : objectOf(event.patch), open.patch],
    ['outcome', objectOf(event.outcome), draft.outcome],
    [
      'personal',
      event.personal === null ? (event.personal_commitment === null ? undefined : personal) : JSON.parse(event.personal),
      personal,
    ],
  ];
  for (const [part, was, is] of pairs)
    if (!same(was, is)) blame('replay', `${name}: its ${part} is ${JSON.stringify(was)} and would be ${JSON.stringify(is)}`);
}

class Surroundings {
  readonly #holdings: Holdings;
  readonly #flows: ReadonlyMap<string, CompiledFlow>;

  constructor(holdings: Holdings) {
    this.#holdings = holdings;
    this.#flows = new Map(
      holdings.versions.map(({ flow, version, definition }) => [
        `${flow}/${version}`,
        compileFlow(definition as FlowDefinition, version),
      ]),
    );
  }

  flowOf(flow: string, version: number): CompiledFlow | undefined {
    return this.#flows.get(`${flow}/${version}`);
  }

  /** The parameters as of the revision that the event names, and the mapping of a migration. */
  contextOf(event: EventRow, input: Input, now: number): Context {
    const { parameters: revision = 0, calendars = 0, mapping } = objectOf(event.context);
    const values: JsonObject = Object.assign(
      {},
      ...this.#holdings.parameters
        .filter((row) => row.flow === event.flow && row.revision <= Number(revision))
        .map((row) => row.values),
    );
    const context: Context = {
      now,
      parameters: values,
      parameterRevision: Number(revision),
      calendarRevision: Number(calendars),
    };
    if (input.kind !== 'command' || input.type !== 'migrate') return context;
    const row = this.#holdings.mappings.find((each) => each.flow === event.flow && each.revision === mapping);
    const [before, after] = [this.flowOf(event.flow, row?.from ?? 0), this.flowOf(event.flow, row?.to ?? 0)];
    if (row === undefined || before === undefined || after === undefined) return context;
    const isBack = input.data['back'] === true;
    return {
      ...context,
      migration: { mapping: row.definition as MigrationDefinition, revision: row.revision, versions: { before, after }, isBack },
    };
  }
}

/** The id of a case that nobody owns: 128 bits of a hash over its name, each part with its length before it. */
export function rootId(flow: string, entity: string, key: string): string {
  return uuid(nameHash('throughline.case/1', entity, flow, key));
}

/** The id of an owned case; it has its owner's bucket. */
export function ownedId(owner: string, flow: string, key: string): string {
  return uuid(owner.slice(0, 3) + nameHash('throughline.child/1', owner, flow, key).slice(3));
}

function nameHash(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:${part}`);
  return hash.digest('hex');
}

function uuid(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
