import type { CompiledFlow, Json, JsonObject } from '@throughline/language';
import { bucketCount } from '../case-id.ts';
import { type Client, type Database, inTransaction } from '../database.ts';
import { createFlowRegistry, type FlowRegistry } from '../flow-registry.ts';
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
import { checkEvent, type FindingCode, findingCodes, isErased } from './check-event.ts';

export interface LogFinding {
  readonly caseId: string;
  /** The event; absent where it is about the case. */
  readonly seq?: number;
  readonly code: FindingCode;
  readonly message: string;
}

export interface LogVerdict {
  readonly events: number;
  readonly cases: number;
  /** Events of which something was erased: their chain was checked, their content could not be. */
  readonly erased: number;
  /** How many findings there are; `findings` holds the first hundred. */
  readonly found: number;
  readonly findings: readonly LogFinding[];
}

export interface VerifyOptions {
  readonly onProgress?: (progress: { readonly events: number; readonly cases: number }) => void;
  readonly signal?: AbortSignal;
}

const pageEvents = 2000;
const findingsMax = 100;
const bucketsAtOnce = 64;

/**
 * Recomputes the whole log: commitments, hashes, numbering, and each case as the fold of its patches against the case stored.
 * Reads in pages, each a short transaction with one view of events and cases, so it can run beside the engine. What it cannot
 * see is a case that was removed with all its events: seals are for that.
 */
export async function verifyLog(database: Database, { onProgress, signal }: VerifyOptions = {}): Promise<LogVerdict> {
  const verdict = new Verdict();
  let after: LogPosition = logStart;
  for (;;) {
    signal?.throwIfAborted();
    const page = await inTransaction(
      database,
      (client) => readPage(client, after, verdict.flows),
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
    for (const id of await readOrphans(database, { from, to: from + bucketsAtOnce - 1 }, findingsMax))
      verdict.find('events-missing', id);
  }
  return verdict.result();
}

interface Page {
  readonly events: readonly LoggedEvent[];
  readonly cases: ReadonlyMap<string, StoredCase>;
  readonly withoutCause: ReadonlySet<LoggedEvent>;
}

async function readPage(client: Client, after: LogPosition, flows: FlowRegistry): Promise<Page> {
  const events = await readLogPage(client, after, pageEvents);
  const cases = await readCases(client, [...new Set([...events.map(({ caseId }) => caseId)])]);
  await flows.load(
    postgresTransaction(client),
    new Map(cases.map(({ record }) => [`${record.flow}/${record.version}`, [record.flow, record.version] as const])).values(),
  );
  const withoutCause = await readWithoutCause(client, events);
  return { events, cases: new Map(cases.map((stored) => [stored.record.id, stored])), withoutCause };
}

class Verdict {
  readonly flows = createFlowRegistry();
  events = 0;
  cases = 0;
  #erased = 0;
  #found = 0;
  readonly #findings: LogFinding[] = [];
  #last: LoggedEvent | undefined;
  #fold: Fold | undefined;
  #stored: StoredCase | undefined;
  #isBroken = false;

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
    if (!this.#isBroken) this.#fold = fold(this.#fold, event);
  }

  /** A case whose events are broken is neither folded nor compared: that it differs follows. */
  endCase(): void {
    if (this.#last === undefined) return;
    this.cases += 1;
    const { caseId } = this.#last;
    if (!this.#isBroken && this.#fold !== undefined) {
      const code = checkCase(this.#fold, this.#stored, (data) => openFields(this.#flowOf(this.#stored), data));
      if (code !== undefined) this.find(code, caseId);
    }
    this.#last = undefined;
    this.#fold = undefined;
    this.#stored = undefined;
    this.#isBroken = false;
  }

  #flowOf(stored: StoredCase | undefined): CompiledFlow | undefined {
    return stored === undefined ? undefined : this.flows.get(stored.record.flow, stored.record.version);
  }

  find(code: FindingCode, caseId: string, seq?: number): void {
    this.#found += 1;
    if (this.#findings.length >= findingsMax) return;
    this.#findings.push({ caseId, ...(seq === undefined ? {} : { seq }), code, message: findingCodes[code] });
  }

  result(): LogVerdict {
    return { events: this.events, cases: this.cases, erased: this.#erased, found: this.#found, findings: this.#findings };
  }
}

/** The fields of a case's data that are not personal. */
function openFields(flow: CompiledFlow | undefined, data: JsonObject): JsonObject {
  const open: Record<string, Json> = {};
  for (const [name, value] of Object.entries(data)) if (flow?.data.personal.has(name) !== true) open[name] = value;
  return open;
}
