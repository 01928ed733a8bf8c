import type { CompiledFlow, Json, JsonObject } from '@throughline/language';
import { bucketCount } from '../case-id.ts';
import { type Client, type Database, inTransaction } from '../database.ts';
import { createFlowRegistry } from '../flow-registry.ts';
import { readCases, type StoredCase } from '../sql/lock-cases.ts';
import {
  type LoggedEvent,
  type LogPosition,
  logStart,
  readLogPage,
  readOrphans,
  readWithoutCause,
} from '../sql/read-log-page.ts';
import { postgresTransaction } from '../store/postgres-store.ts';
import { checkCase, type Fold, fold } from './check-case.ts';
import { checkEvent, isErased } from './check-event.ts';
import type { SealExpectations } from './check-seal.ts';
import { Findings, type LogFinding, type LogFindingCode } from './finding.ts';
import { replayCase } from './replay-case.ts';
import { StoredSurroundings } from './replay-surroundings.ts';
import { type SealsVerdict, verifySeals } from './verify-seals.ts';

export interface LogVerdict {
  readonly events: number;
  readonly cases: number;
  /** Events of which something was erased: their chain was checked, their content could not be. */
  readonly erased: number;
  /** How many findings there are; `findings` holds the first hundred. */
  readonly found: number;
  readonly findings: readonly LogFinding[];
  readonly seals: SealsVerdict;
  /** How many events were decided again, and how many cannot be, as something before them was erased. Absent where not asked for. */
  readonly decided?: { readonly events: number; readonly skipped: number };
}

export interface VerifyOptions extends SealExpectations {
  /** Also decides every event again, from the log and what it was decided under. */
  readonly decide?: boolean;
  readonly onProgress?: (progress: { readonly events: number; readonly cases: number }) => void;
  readonly signal?: AbortSignal;
}

const pageEvents = 2000;
const orphansMax = 100;
const bucketsAtOnce = 64;

/**
 * Recomputes the whole log: commitments, hashes, numbering, and each case as the fold of its patches against the case stored.
 * Reads in pages, each a short transaction with one view of events and cases, so it can run beside the engine. Then recomputes every
 * seal, which shows what was removed or put back with all that knows of it; what lies past the last seal that somebody outside
 * knows, can be.
 */
export async function verifyLog(
  database: Database,
  { onProgress, signal, decide = false, ...expected }: VerifyOptions = {},
): Promise<LogVerdict> {
  const verdict = new Verdict(decide);
  let after: LogPosition = logStart;
  for (;;) {
    signal?.throwIfAborted();
    const page = await inTransaction(
      database,
      (client) => readPage(client, after, verdict),
      'begin isolation level repeatable read read only',
    );
    verdict.take(page);
    const last = page.events.at(-1);
    if (last === undefined) break;
    after = last;
    onProgress?.({ events: verdict.events, cases: verdict.cases });
    if (page.events.length < pageEvents) break;
  }
  verdict.endCase();
  for (let from = 0; from < bucketCount; from += bucketsAtOnce) {
    signal?.throwIfAborted();
    for (const id of await readOrphans(database, { from, to: from + bucketsAtOnce - 1 }, orphansMax))
      verdict.find('events-missing', id);
  }
  const seals = await verifySeals(database, verdict.findings, { ...expected, ...(signal === undefined ? {} : { signal }) });
  return { ...verdict.result(), seals };
}

interface Page {
  readonly events: readonly LoggedEvent[];
  readonly cases: ReadonlyMap<string, StoredCase>;
  readonly withoutCause: ReadonlySet<LoggedEvent>;
}

async function readPage(client: Client, after: LogPosition, { flows, surroundings }: Verdict): Promise<Page> {
  const events = await readLogPage(client, after, pageEvents);
  const cases = await readCases(client, [...new Set([...events.map(({ caseId }) => caseId)])]);
  await flows.load(
    postgresTransaction(client),
    new Map(events.map(({ flow, version }) => [`${flow}/${version}`, [flow, version] as const])).values(),
  );
  await surroundings?.load(postgresTransaction(client), events);
  const withoutCause = await readWithoutCause(client, events);
  return { events, cases: new Map(cases.map((stored) => [stored.record.id, stored])), withoutCause };
}

class Verdict {
  readonly flows = createFlowRegistry();
  readonly surroundings: StoredSurroundings | undefined;
  events = 0;
  cases = 0;
  #erased = 0;
  readonly findings = new Findings();
  #last: LoggedEvent | undefined;
  #fold: Fold | undefined;
  #stored: StoredCase | undefined;
  #isBroken = false;
  /** The events of the case, where they are to be decided again. */
  #events: LoggedEvent[] = [];
  #decided = 0;
  #skipped = 0;

  constructor(decide: boolean) {
    this.surroundings = decide ? new StoredSurroundings(this.flows) : undefined;
  }

  take({ events, cases, withoutCause }: Page): void {
    for (const event of events) {
      if (this.#last?.caseId !== event.caseId) this.endCase();
      this.#stored = cases.get(event.caseId);
      this.#check(event);
      if (withoutCause.has(event)) this.find('cause-missing', event.caseId, event.seq);
    }
  }

  #check(event: LoggedEvent): void {
    this.events += 1;
    if (isErased(event)) this.#erased += 1;
    const code = checkEvent(event, this.#last);
    if (code !== undefined) {
      this.find(code, event.caseId, event.seq);
      this.#isBroken = true;
    }
    this.#last = event;
    if (this.surroundings !== undefined) this.#events.push(event);
    if (!this.#isBroken) this.#fold = fold(this.#fold, event);
  }

  /** A case whose events are broken is neither folded nor compared: that it differs follows. */
  endCase(): void {
    if (this.#last === undefined) return;
    this.cases += 1;
    const { caseId } = this.#last;
    if (!this.#isBroken && this.#fold !== undefined) {
      const flows = this.#flowsOf(this.#fold);
      const code = checkCase(this.#fold, this.#stored, (data) => openFields(flows, data));
      if (code !== undefined) this.find(code, caseId);
      if (this.surroundings !== undefined) this.#decideAgain(this.surroundings);
    }
    this.#events = [];
    this.#last = undefined;
    this.#fold = undefined;
    this.#stored = undefined;
    this.#isBroken = false;
  }

  #decideAgain(surroundings: StoredSurroundings): void {
    const { decided, skipped, differences } = replayCase(this.#events, surroundings);
    this.#decided += decided;
    this.#skipped += skipped;
    for (const { caseId, seq, part } of differences) this.findings.add('decision-differs', { caseId, seq }, part);
  }

  #flowsOf({ record: { flow }, versions }: Fold): readonly CompiledFlow[] {
    return [...versions].flatMap((version) => this.flows.get(flow, version) ?? []);
  }

  find(code: LogFindingCode, caseId: string, seq?: number): void {
    this.findings.add(code, { caseId, ...(seq === undefined ? {} : { seq }) });
  }

  result(): Omit<LogVerdict, 'seals'> {
    const { found, list } = this.findings;
    const decided = this.surroundings === undefined ? {} : { decided: { events: this.#decided, skipped: this.#skipped } };
    return { events: this.events, cases: this.cases, erased: this.#erased, found, findings: list, ...decided };
  }
}

/** The fields of a case's data that are personal in none of the versions that it has run. */
function openFields(flows: readonly CompiledFlow[], data: JsonObject): JsonObject {
  const open: Record<string, Json> = {};
  for (const [name, value] of Object.entries(data)) if (!flows.some((flow) => flow.data.personal.has(name))) open[name] = value;
  return open;
}
