import {
  type CaseRecord,
  type CompiledFlow,
  type MigrationDefinition,
  migrateCase,
  migrateCaseBack,
} from '@throughline/language';
import type { Database } from '../database.ts';
import { EngineError } from '../errors.ts';
import type { SettingsRegistry } from '../settings/settings.ts';
import { readCasesOfFlow } from '../sql/migration-runs.ts';
import { readMapping } from '../sql/version-mappings.ts';
import type { Store } from '../store/transaction.ts';
import { readBoth, type Way } from './mapping.ts';

export interface PreviewRequest extends Way {
  /** `true`: the cases of `to` would come back to `from`. */
  readonly back?: boolean;
  /** One that is not stored yet. Default: the one on record. */
  readonly migration?: MigrationDefinition;
  readonly signal?: AbortSignal;
  readonly onProgress?: (lookedAt: number) => void;
}

/** What would become of the cases now; nothing is written. */
export interface MigrationPreview {
  /** The cases of the version, by the state in which they are. */
  readonly states: readonly StateForecast[];
  readonly refusals: readonly RefusalForecast[];
  /** What would not be as it was, with the number of cases; at most 100 different. */
  readonly noted: readonly { readonly note: string; readonly cases: number }[];
}

export interface StateForecast {
  readonly state: string;
  readonly migrate: number;
  readonly refused: number;
  /** They have ended, and stay with their version. */
  readonly ended: number;
}

export interface RefusalForecast {
  readonly code: string;
  readonly cases: number;
  /** The first ten. */
  readonly examples: readonly {
    readonly caseId: string;
    readonly key: string;
    readonly state: string;
    readonly message: string;
  }[];
}

const pageSize = 500;
const examplesMax = 10;
const notesMax = 100;

/**
 * Asks of every case of a version what a migration would make of it. Reads page by page, without locks and with no transaction longer
 * than a page: cases that move meanwhile are told as they were when their page was read.
 *
 * @throws EngineError version-unknown, migration-unknown
 */
export async function previewMigration(
  { store: { alone }, settings }: { readonly store: Store; readonly settings: SettingsRegistry },
  database: Database,
  { flow, from, to, back = false, migration, signal, onProgress }: PreviewRequest,
): Promise<MigrationPreview> {
  const definition = migration ?? (await requireMapping(database, { flow, from, to })).definition;
  const [before, after] = await readBoth(database, { flow, from, to });
  const source = back ? after : before;
  const { now } = await settings.moment(alone);
  const tally = new Tally((record) => judge(definition, { before, after }, { record, now, back }));
  let last: string | null = null;
  for (let lookedAt = 0; ; ) {
    signal?.throwIfAborted();
    const page = await readCasesOfFlow(database, { flow, after: last, limit: pageSize });
    const stored = await alone.readCases(page.flatMap(({ id, version }) => (version === source.version ? [id] : [])));
    for (const { record } of stored) if (record.version === source.version) tally.count(record, isEnded(source, record.state));
    lookedAt += page.length;
    onProgress?.(lookedAt);
    last = page.at(-1)?.id ?? last;
    if (page.length < pageSize) return tally.preview();
  }
}

/** @throws EngineError migration-unknown */
export async function requireMapping(database: Database, way: Way) {
  const row = await readMapping(database, way);
  if (row !== undefined) return row;
  throw new EngineError(
    'migration-unknown',
    `Nobody has said how cases of ${way.flow} come from version ${way.from} to ${way.to}: store a mapping first`,
  );
}

/** Ended cases stay with their version, and those that were merged into another. */
export function isEnded(flow: CompiledFlow, state: string): boolean {
  return state === 'merged' || flow.states.get(state)?.final === true;
}

function judge(
  definition: MigrationDefinition,
  versions: Parameters<typeof migrateCase>[1],
  { record, now, back }: { readonly record: CaseRecord; readonly now: number; readonly back: boolean },
) {
  return (back ? migrateCaseBack : migrateCase)(definition, versions, record, now);
}

class Tally {
  readonly #judge: (record: CaseRecord) => ReturnType<typeof migrateCase>;
  readonly #states = new Map<string, { migrate: number; refused: number; ended: number }>();
  readonly #refusals = new Map<string, { cases: number; examples: RefusalForecast['examples'][number][] }>();
  readonly #noted = new Map<string, number>();

  constructor(judging: (record: CaseRecord) => ReturnType<typeof migrateCase>) {
    this.#judge = judging;
  }

  count(record: CaseRecord, hasEnded: boolean): void {
    const { state } = record;
    const counts = this.#states.get(state) ?? { migrate: 0, refused: 0, ended: 0 };
    this.#states.set(state, counts);
    if (hasEnded) {
      counts.ended += 1;
      return;
    }
    const taken = this.#judge(record);
    if (taken.kind === 'migrated') {
      counts.migrate += 1;
      for (const note of new Set(taken.noted)) this.#note(note);
      return;
    }
    counts.refused += 1;
    const refusal = this.#refusals.get(taken.code) ?? { cases: 0, examples: [] };
    this.#refusals.set(taken.code, refusal);
    refusal.cases += 1;
    if (refusal.examples.length < examplesMax)
      refusal.examples.push({ caseId: record.id, key: record.key, state, message: taken.message });
  }

  #note(note: string): void {
    const known = this.#noted.get(note);
    if (known !== undefined || this.#noted.size < notesMax) this.#noted.set(note, (known ?? 0) + 1);
  }

  preview(): MigrationPreview {
    const byName = <T>(map: ReadonlyMap<string, T>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      states: byName(this.#states).map(([state, counts]) => ({ state, ...counts })),
      refusals: byName(this.#refusals).map(([code, refusal]) => ({ code, ...refusal })),
      noted: byName(this.#noted).map(([note, cases]) => ({ note, cases })),
    };
  }
}
