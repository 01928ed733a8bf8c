import { randomBytes as systemRandomBytes } from 'node:crypto';
import type { FlowDefinition, Millis, Source } from '@throughline/language';
import { caseId } from './case-id.ts';
import { saltSource } from './chain.ts';
import type { Client, Database } from './database.ts';
import { type Deployed, deployFlows } from './deploy.ts';
import { type DispatchParts, dispatchBatch, dispatchWithin } from './dispatch/dispatch.ts';
import type { DispatchResult, Submission } from './dispatch/submission.ts';
import { createFlowRegistry } from './flow-registry.ts';
import { createSourceRegistry } from './source-registry.ts';
import {
  type CaseListOptions,
  type CaseView,
  type Counts,
  type LinkView,
  listCases,
  readCase,
  readChildren,
  readCounts,
  readLinks,
} from './sql/read-cases.ts';
import { type EventView, readHistory } from './sql/read-events.ts';
import { type Moment, readMoment } from './sql/read-moment.ts';

export interface EngineOptions {
  readonly database: Database;
  /** For salts. Default: the system's. */
  readonly randomBytes?: (size: number) => Buffer;
}

/** Runs flows on a database that `initialise` has made ready. */
export interface Engine {
  /** Decides and writes at most 5,000 submissions in one transaction: the caller's, where `client` is given. Results are in order. */
  dispatch(submissions: readonly Submission[], options?: { readonly client?: Client }): Promise<readonly DispatchResult[]>;
  deploy(definitions: readonly FlowDefinition[], options: { readonly by: string }): Promise<readonly Deployed[]>;
  /** Registers a source. `liveFrom` is set once: what its facts say of the time before is history. */
  source(name: string, options: { readonly liveFrom: Millis }): Promise<Source>;
  clock(): Promise<Moment>;
  readCase(id: string): Promise<CaseView | undefined>;
  findCase(identity: { readonly flow: string; readonly entity: string; readonly key: string }): Promise<CaseView | undefined>;
  listCases(options: CaseListOptions): Promise<readonly CaseView[]>;
  children(id: string): Promise<readonly CaseView[]>;
  links(id: string): Promise<readonly LinkView[]>;
  history(id: string, options?: { readonly after?: number; readonly limit?: number }): Promise<readonly EventView[]>;
  counts(): Promise<readonly Counts[]>;
}

export function createEngine({ database, randomBytes = systemRandomBytes }: EngineOptions): Engine {
  const sources = createSourceRegistry();
  const parts: DispatchParts = { database, flows: createFlowRegistry(), sources, nextSalt: saltSource(randomBytes) };
  return {
    dispatch: (submissions, { client } = {}) =>
      client === undefined ? dispatchBatch(parts, submissions) : dispatchWithin(parts, client, submissions),
    deploy: (definitions, options) => deployFlows(database, definitions, options),
    async source(name, { liveFrom }) {
      const row = await sources.ensure(database, name, liveFrom);
      return { name: row.name, liveFrom: row.liveFrom ?? liveFrom };
    },
    clock: () => readMoment(database),
    readCase: (id) => readCase(database, id),
    findCase: (identity) => readCase(database, caseId(identity)),
    listCases: (options) => listCases(database, options),
    children: (id) => readChildren(database, id),
    links: (id) => readLinks(database, id),
    history: (id, options) => readHistory(database, id, options),
    counts: () => readCounts(database),
  };
}
