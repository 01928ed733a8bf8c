import { randomUUID, randomBytes as systemRandomBytes } from 'node:crypto';
import { setTimeout as systemWait } from 'node:timers/promises';
import type { Millis, Source } from '@throughline/language';
import { caseId, isCaseId } from './case-id.ts';
import { saltSource } from './chain.ts';
import { checkSchema } from './check-schema.ts';
import { type Client, type Database, inTransaction } from './database.ts';
import { runDeadlines } from './deadlines/run-deadlines.ts';
import { readAnswers } from './dispatch/answer-again.ts';
import { type DispatchParts, dispatchBatch, dispatchWithClient } from './dispatch/dispatch.ts';
import type { DispatchResult, Submission } from './dispatch/submission.ts';
import { deliverMessages } from './effects/deliver-messages.ts';
import type { DestinationOf } from './effects/destination-of.ts';
import { type EffectControls, effectControls } from './effects/effect-controls.ts';
import { type Machine, performEffects } from './effects/perform-effects.ts';
import type { Sinks } from './effects/sink.ts';
import { type ErasureControls, erasureControls } from './erasure/erase-family.ts';
import { createFlowRegistry, newestVersion, newestVersions, type Versions } from './flow-registry.ts';
import { gathered } from './gathered.ts';
import { Lanes, type SubmitOptions, type WorkClass } from './lanes.ts';
import type { CaseQuery, CaseSelection } from './lists/case-query.ts';
import { type CasePage, listCases } from './lists/list-cases.ts';
import { rebuildLists } from './lists/rebuild-lists.ts';
import { type SearchHit, type SearchRequest, searchCases } from './lists/search-cases.ts';
import { type TotalOptions, type Totals, totalCases } from './lists/total-cases.ts';
import { type LogControls, logControls } from './log/log-controls.ts';
import { type Observer, traced } from './observer.ts';
import { type RetentionControls, retentionControls } from './retention/retire.ts';
import { type SealControls, sealControls } from './seals/seal-controls.ts';
import type { Signer } from './seals/signer.ts';
import { type SettingControls, settingControls } from './settings/setting-changes.ts';
import { createSettingsRegistry, type Moment } from './settings/settings.ts';
import { type Settled, type SettleOptions, settle, type TravelOptions, travel } from './settle.ts';
import { createSourceRegistry } from './source-registry.ts';
import { readLag } from './sql/claim-due-cases.ts';
import { countEffects, type EffectCount, type EffectView, readEffects } from './sql/effects.ts';
import { type QuarantineView, readQuarantine } from './sql/quarantine.ts';
import {
  type CaseView,
  type Counts,
  type EntityCounts,
  findCase,
  type LinkView,
  readCaseViews,
  readChildren,
  readCounts,
  readEntityCounts,
  readLinks,
} from './sql/read-cases.ts';
import { type EventView, readHistory } from './sql/read-events.ts';
import { type Gauges, gaugeBegin, readGauges } from './sql/read-gauges.ts';
import { postgresStore } from './store/postgres-store.ts';
import { type VersionControls, versionControls } from './versions/controls.ts';
import { Bell, startWorkers, type WorkerOptions, type Workers } from './workers.ts';

export interface EngineOptions {
  /**
   * A `pg.Pool` of at least two connections; four or more where workers run beside imports. Listen to its `error`, and on `connect` to that of each
   * client: one may break before anybody has got it.
   */
  readonly database: Database;
  /** For salts. Default: the system's. */
  readonly randomBytes?: (size: number) => Buffer;
  /** Transactions that commit single submissions side by side. Default 2. */
  readonly lanes?: number;
  /** For leases and pauses, not for decisions. Default: the database's clock, the system's timers and chance. */
  readonly machine?: Partial<Machine>;
  /** Where an effect goes: what shares a limit and a circuit breaker. Default: its kind. */
  readonly destinationOf?: DestinationOf;
  /** Is told what happens: for logs, metrics and traces. */
  readonly observer?: Observer;
  /** Signs seals; without it, none are taken. A function is asked when the first seal is to be signed. */
  readonly signer?: Signer | (() => Signer | undefined);
}

/** Runs flows on a database that `initialise` has made ready. */
export interface Engine
  extends EffectControls,
    VersionControls,
    SettingControls,
    SealControls,
    RetentionControls,
    ErasureControls,
    LogControls {
  /** Decides and writes at most 5,000 submissions in one transaction: the caller's, where `client` is given. Results are in order. */
  dispatch(submissions: readonly Submission[], options?: { readonly client?: Client }): Promise<readonly DispatchResult[]>;
  /** How those of some submissions would be answered that were sent before under their receipt; else `undefined`. Writes nothing. */
  answers(submissions: readonly Submission[]): Promise<readonly (DispatchResult | undefined)[]>;
  /** Commits one submission together with others that come at the same time. Rejects with `EngineBusyError` when too many wait. */
  submit(submission: Submission, options?: SubmitOptions): Promise<DispatchResult>;
  /** Works off deadlines that are due, at most 500 cases. Zero: nothing is due. */
  runDeadlines(options?: { readonly limit?: number }): Promise<number>;
  /** For how long (milliseconds) the case that is longest due has been waiting; 0: nothing is due. */
  lag(): Promise<number>;
  /** Delivers messages and performs effects that are due and have a sink. Zero: nothing is due. */
  runEffects(options?: { readonly sinks?: Sinks }): Promise<number>;
  /** Works off deadlines, messages and effects until nothing is due. */
  settle(options?: Omit<SettleOptions, 'worker'>): Promise<Settled>;
  /** Moves a virtual clock forward, with everything happening at its own time. */
  travel(to: Millis, options?: Omit<TravelOptions, 'worker'>): Promise<Settled>;
  /** Runs deadlines, messages and effects in the background until stopped. */
  start(options?: WorkerOptions): Workers;
  /** How many single submissions wait or are being decided, by class. */
  waiting(): Readonly<Record<WorkClass, number>>;
  /** Resolves when all that was submitted has been dealt with. */
  idle(): Promise<void>;
  /** Registers a source. `liveFrom` is set once: what its facts say of the time before is history. */
  source(name: string, options: { readonly liveFrom: Millis }): Promise<Source>;
  clock(): Promise<Moment>;
  readCase(id: string): Promise<CaseView | undefined>;
  /** Those of some cases that exist, in the order given, in one statement. */
  readCases(ids: readonly string[]): Promise<readonly CaseView[]>;
  /** The case that a name leads to, also where it was named anew or merged into another. */
  findCase(identity: { readonly flow: string; readonly entity: string; readonly key: string }): Promise<CaseView | undefined>;
  /** One page of a flow's cases, filtered and sorted by what lists know of them. */
  list(query: CaseQuery): Promise<CasePage>;
  /** How many cases a selection has, and the sum of a field of theirs. */
  totals(query: CaseSelection, options?: TotalOptions): Promise<Totals>;
  /** How many cases of a selection have which value of a field; the most frequent first, at most 200. */
  groups(query: CaseSelection, field: string): Promise<readonly { readonly value: string | null; readonly cases: number }[]>;
  /** Finds cases by the beginning of their key or of a text in their list. */
  search(request: SearchRequest): Promise<readonly SearchHit[]>;
  /** Writes what lists know of the next 500 cases of an older database. Zero: nothing is left; call it until then. */
  reindex(): Promise<number>;
  children(id: string): Promise<readonly CaseView[]>;
  links(id: string): Promise<readonly LinkView[]>;
  history(id: string, options?: { readonly after?: number; readonly limit?: number }): Promise<readonly EventView[]>;
  effects(id: string): Promise<readonly EffectView[]>;
  counts(): Promise<readonly Counts[]>;
  /** The same by entity. */
  entityCounts(): Promise<readonly EntityCounts[]>;
  /** Whether the database has this release's schema. @throws EngineError database-newer, not-initialised, migration-edited */
  checkSchema(): Promise<void>;
  /** How much waits, and for how long; bounded and cheap, for whoever looks every few seconds. */
  gauges(): Promise<Gauges>;
  /** How many effects stand how. Pending ones of a kind that has no sink wait until it has one. */
  effectCounts(): Promise<readonly EffectCount[]>;
  /** Cases whose deadline could not be worked off, and why; at most 1,000. */
  quarantine(): Promise<readonly QuarantineView[]>;
}

export function createEngine(options: EngineOptions): Engine {
  const { database, randomBytes = systemRandomBytes, lanes: laneCount = 2, observer } = options;
  const sources = createSourceRegistry();
  const bell = new Bell();
  const store = postgresStore(database);
  const parts: DispatchParts = {
    store,
    flows: createFlowRegistry(),
    settings: createSettingsRegistry(),
    sources,
    nextSalt: saltSource(randomBytes),
    written: { effects: 0 },
    destinationOf: options.destinationOf,
    observer,
    onCommit: () => bell.ring(),
  };
  const machine: Machine = { now: () => null, random: Math.random, wait: waitQuietly, ...options.machine };
  const worker = randomUUID();
  const lanes = new Lanes((submissions) => dispatchBatch(parts, submissions), laneCount, observer);
  return {
    dispatch: (submissions, { client } = {}) =>
      traced(observer, submissions, (all) =>
        client === undefined ? dispatchBatch(parts, all) : dispatchWithClient(parts, client, all),
      ),
    async submit(submission, submitting) {
      if (observer?.trace === undefined) return lanes.submit(submission, submitting);
      const [result] = await traced(observer, [submission], async ([only]) => [
        await lanes.submit(only ?? submission, submitting),
      ]);
      return result as DispatchResult;
    },
    waiting: () => ({ command: lanes.depth('command'), import: lanes.depth('import') }),
    idle: () => lanes.idle(),
    runDeadlines: ({ limit } = {}) => runDeadlines(parts, { isPatient: true, ...(limit === undefined ? {} : { limit }) }),
    lag: () => readLag(database),
    async runEffects({ sinks = {} } = {}) {
      return (await deliverMessages(parts)) + (await performEffects(parts, machine, { sinks, worker }));
    },
    settle: (settling = {}) => settle(parts, machine, { ...settling, worker }),
    travel: (to, travelling = {}) => travel(database, parts, machine, to, { ...travelling, worker }),
    start: (starting = {}) => startWorkers(parts, machine, bell, { ...starting, worker }),
    ...listReaders(database, parts),
    reindex: () => rebuildLists(database, parts),
    async source(name, { liveFrom }) {
      const row = await sources.ensure(store.alone, name, liveFrom);
      return { name: row.name, liveFrom: row.liveFrom ?? liveFrom };
    },
    clock: gatheredClock(() => parts.settings.moment(store.alone)),
    ...readers(database),
    ...versionControls({ parts, database, wait: machine.wait }),
    ...effectControls(parts, database, machine),
    ...settingControls(database),
    ...erasureControls(database, parts),
    ...retentionControls(database, parts),
    ...logControls(database),
    ...sealControls(database, machine.wait, options.signer),
  };
}

/** So many cases are read in one statement, where many ask for one each. */
const casesAtOnce = 500;

/** All who ask for the time while somebody is told it are told it together, after. */
function gatheredClock(read: () => Promise<Moment>): () => Promise<Moment> {
  const ask = gathered(async (keys: readonly 'now'[]) => {
    const moment = await read();
    return keys.map(() => moment);
  }, 1);
  return () => ask('now');
}

type Readers = Pick<
  Engine,
  | 'answers'
  | 'readCase'
  | 'readCases'
  | 'findCase'
  | 'children'
  | 'links'
  | 'history'
  | 'effects'
  | 'counts'
  | 'entityCounts'
  | 'effectCounts'
  | 'gauges'
  | 'checkSchema'
  | 'quarantine'
>;

function readers(database: Database): Readers {
  return {
    answers: (submissions) => readAnswers(database, submissions),
    // An id that is none finds nothing, and spoils nothing for others.
    readCase: gathered(async (ids: readonly string[]) => {
      const found = new Map((await readCaseViews(database, ids.filter(isCaseId))).map((view) => [view.id, view]));
      return ids.map((id) => found.get(id));
    }, casesAtOnce),
    readCases: (ids) => readCaseViews(database, ids),
    findCase: (identity) => findCase(database, caseId(identity)),
    children: (id) => readChildren(database, id),
    links: (id) => readLinks(database, id),
    history: (id, options) => readHistory(database, id, options),
    effects: (id) => readEffects(database, id),
    counts: () => readCounts(database),
    entityCounts: () => readEntityCounts(database),
    effectCounts: () => countEffects(database),
    checkSchema: () => checkSchema(database),
    gauges: () => inTransaction(database, readGauges, gaugeBegin),
    quarantine: () => readQuarantine(database),
  };
}

/** The field names and kinds of lists are those of a flow's newest version. */
function listReaders(database: Database, versions: Versions): Pick<Engine, 'list' | 'totals' | 'groups' | 'search'> {
  return {
    list: async (query) => listCases(database, await newestVersion(versions, query.flow), query),
    totals: async (query, options = {}) => totalCases(database, await newestVersion(versions, query.flow), query, options),
    async groups(query, field) {
      const { sums } = await totalCases(database, await newestVersion(versions, query.flow), query, { by: field });
      return sums.map(({ by, cases }) => ({ value: by, cases }));
    },
    search: async (request) => searchCases(database, await newestVersions(versions, request.flows), request),
  };
}

/** Does not keep the process alive but for work, and does not throw when it is cut short. */
async function waitQuietly(milliseconds: number, signal: AbortSignal, goesOn?: 'work-goes-on'): Promise<void> {
  await systemWait(milliseconds, undefined, { signal, ref: goesOn !== undefined }).catch(() => undefined);
}
