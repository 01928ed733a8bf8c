import { join } from 'node:path';
import { type Client, type Database, inTransaction } from '../database.ts';
import { EngineError } from '../errors.ts';
import { migrate } from '../migrate.ts';
import { readSchemaNumber } from '../sql/dump-rows.ts';
import { eraseCases } from '../sql/erase-cases.ts';
import { readCluster, writeNumbering } from '../sql/log-numbering.ts';
import {
  advanceSequences,
  emptyTables,
  finishRestore,
  insertFarLinks,
  insertRestore,
  insertRows,
  isUsed,
  type RestoreRow,
  readRestore,
  settleRestoredEffects,
  tableExists,
} from '../sql/restore-rows.ts';
import { readRetracted, retractCases } from '../sql/retract-cases.ts';
import { type LogVerdict, verifyLog } from '../verify/verify-log.ts';
import { foldCases } from './fold-cases.ts';
import { checkFiles, damaged, type Manifest, readManifest } from './manifest.ts';
import { type Foreknown, foreknow, type LineKind, linesOf, runOf } from './read-backup.ts';
import { SealRestorer } from './restore-seal.ts';
import { stateTables } from './tables.ts';

export interface RestoreRequest {
  readonly folder: string;
  /** The last seal to restore; default: the last in the folder. */
  readonly toSeal?: number;
  /** Tables beside the engine's that are restored where they exist; what they hold is replaced. */
  readonly tables?: readonly string[];
  readonly onProgress?: (progress: RestoreProgress) => void;
  readonly signal?: AbortSignal;
}

export interface RestoreProgress {
  readonly step: 'check' | 'events' | 'effects' | 'cases' | 'verify';
  /** Of `events`: seals restored, and how many there are; of `cases` and `verify`: events. */
  readonly done: number;
  readonly of?: number;
}

export interface Restored {
  readonly seals: number;
  readonly events: number;
  readonly cases: number;
  /** Effects that may or may not have gone out before: they wait until somebody releases them. */
  readonly held: number;
  readonly verdict: LogVerdict;
}

const begin = `begin; set local statement_timeout = 0; set local timezone = 'UTC'`;
const rowsAtOnce = 1000;

/**
 * Fills an empty database from a folder of backups: events seal by seal, one transaction a seal; what became of effects; erasures, also those
 * that came after the seal up to which is restored; cases as the fold of their events. Then it verifies all of it. Broken off anywhere, it
 * goes on where it stood when it is called again; until it is over, no engine uses the database.
 *
 * @throws EngineError backup-unfit, backup-damaged
 */
export async function restore(database: Database, request: RestoreRequest): Promise<Restored> {
  const { folder, onProgress = () => undefined, signal } = request;
  const manifest = await readManifest(folder);
  if (manifest === undefined) throw new EngineError('backup-unfit', `${folder} holds no backup: there is no manifest.json`);
  const upto = sealWanted(manifest, request.toSeal);
  await migrate(database);
  const begun = await beginning(database, manifest, upto);
  onProgress({ step: 'check', done: 0 });
  await checkFiles(folder, manifest, signal);
  const foreknown = await foreknow(folder, manifest, signal);
  const plan: Plan = { database, request, manifest, upto, foreknown };
  if (begun === undefined) await restoreState(plan);
  await restoreSeals(plan, begun?.restored ?? 0);
  const held = await restoreEffects(plan);
  await foldCases(database, (done) => onProgress({ step: 'cases', done }), signal);
  const verdict = await verified(plan);
  await inTransaction(database, finishRestore, begin);
  await database.query({ text: 'analyze' });
  return { seals: upto, events: verdict.events, cases: verdict.cases, held, verdict };
}

interface Plan {
  readonly database: Database;
  readonly request: RestoreRequest;
  readonly manifest: Manifest;
  readonly upto: number;
  readonly foreknown: Foreknown;
}

function sealWanted({ runs }: Manifest, toSeal: number | undefined): number {
  const last = runs.at(-1)?.last.seal ?? 0;
  if (toSeal === undefined) return last;
  if (Number.isInteger(toSeal) && toSeal >= 1 && toSeal <= last) return toSeal;
  throw new EngineError('backup-unfit', `The folder holds the seals 1 to ${last}: there is no seal ${toSeal} in it`);
}

/** How far an earlier call came; `undefined`: the database is empty. */
async function beginning(database: Database, { source, runs }: Manifest, upto: number): Promise<RestoreRow | undefined> {
  const schema = await readSchemaNumber(database);
  const needed = Math.max(...runs.map((run) => run.schema));
  if (needed > schema)
    throw new EngineError('database-newer', `The backup was made by a newer release (migration ${needed}): update Throughline`);
  const begun = await readRestore(database);
  if (begun === undefined || begun.isFinished) {
    if (begun === undefined && !(await isUsed(database))) return undefined;
    throw new EngineError('backup-unfit', 'The database is in use already: restore into an empty one');
  }
  if (begun.source === source && begun.upto === upto) return begun;
  throw new EngineError(
    'backup-unfit',
    `Another restore (up to seal ${begun.upto}) was begun in this database and not finished: finish it, or take an empty database`,
  );
}

/** Settings as they stood when the last seal was copied, and everything beside the log. */
async function restoreState({ database, request, manifest, upto }: Plan): Promise<void> {
  const run = runOf(manifest, upto);
  if (run === undefined) throw new EngineError('backup-unfit', `No run of the backup has copied seal ${upto}`);
  const others = new Set<string>();
  for (const table of request.tables ?? []) if (await tableExists(database, table)) others.add(table);
  const tables = [...stateTables, ...others];
  const path = join(request.folder, run.state.name);
  const cluster = await readCluster(database).catch(() => null);
  await inTransaction(
    database,
    async (client) => {
      await insertRestore(client, { source: manifest.source, upto });
      await emptyTables(client, tables);
      let rows: string[] = [];
      let of = '';
      const flush = async () => {
        if (tables.includes(of)) await insertRows(client, of, rows);
        rows = [];
      };
      for await (const line of linesOf(path, new Set<LineKind>(['table']))) {
        // `{"table":"<name>","row":<row>}`: what is between is the name.
        const end = line.row.indexOf('"', 1);
        const table = line.row.slice(1, end);
        if (table !== of || rows.length >= rowsAtOnce) await flush();
        of = table;
        rows.push(line.row.slice(end + '","row":'.length));
      }
      await flush();
      await advanceSequences(client, tables);
      // Events are numbered by their seals here; those that come, beyond them.
      await writeNumbering(client, { cluster, shift: BigInt(upto) + 1n });
    },
    begin,
  );
}

async function restoreSeals({ database, request, manifest, upto, foreknown }: Plan, restored: number): Promise<void> {
  const { folder, onProgress, signal } = request;
  for (const { files, seals } of manifest.runs) {
    if (seals === undefined || seals.to <= restored || seals.from > upto) continue;
    for (const { name } of files) {
      const [, , to = ''] = /^seal-(\d+)-(\d+)\./.exec(name) ?? [];
      if (Number(to) <= restored) continue;
      const restorer = new SealRestorer(database, { path: join(folder, name), restored, upto, foreknown });
      await restorer.run((done) => {
        signal?.throwIfAborted();
        onProgress?.({ step: 'events', done, of: upto });
      });
    }
  }
}

const effectKinds: ReadonlySet<LineKind> = new Set<LineKind>(['effectNow']);
/** Of effects of events that were not restored nothing is known. */
const isOfRestored = `exists (select from throughline.event v where v.bucket = r.bucket and v.case_id = r.case_id and v.seq = r.seq)`;

/** What became of effects, also after the last seal: what was done is not done again. Then what was erased goes. */
async function restoreEffects({ database, request, foreknown }: Plan): Promise<number> {
  request.onProgress?.({ step: 'effects', done: 0 });
  const insert = (client: Client, rows: readonly string[]) =>
    insertRows(client, 'throughline.effect', rows, { where: isOfRestored, over: ['bucket', 'case_id', 'key'] });
  for (const path of foreknown.effectFiles)
    await inTransaction(
      database,
      async (client) => {
        // One at a time where a key comes twice: the later one stands.
        let rows = new Map<string, string>();
        for await (const { row } of linesOf(path, effectKinds)) {
          const { case_id, key } = JSON.parse(row) as { readonly case_id: string; readonly key: string };
          rows.set(`${case_id}/${key}`, row);
          if (rows.size < rowsAtOnce) continue;
          await insert(client, [...rows.values()]);
          rows = new Map();
        }
        await insert(client, [...rows.values()]);
      },
      begin,
    );
  return inTransaction(
    database,
    async (client) => {
      await insertFarLinks(client);
      const erased = [...foreknown.erased].map(([caseId, seq]) => ({ caseId, seq }));
      for (let from = 0; from < erased.length; from += rowsAtOnce)
        await eraseCases(client, erased.slice(from, from + rowsAtOnce));
      for (let after: string | null = null; ; ) {
        const page: Awaited<ReturnType<typeof readRetracted>> = await readRetracted(client, after, rowsAtOnce);
        await retractCases(client, page);
        after = page.at(-1)?.caseId ?? null;
        if (page.length < rowsAtOnce) break;
      }
      return settleRestoredEffects(client, 'Restored from a backup: what went out since is not known');
    },
    begin,
  );
}

async function verified({ database, request, upto }: Plan): Promise<LogVerdict> {
  const { folder, onProgress, signal } = request;
  const verdict = await verifyLog(database, {
    ...(signal === undefined ? {} : { signal }),
    onProgress: ({ events }) => onProgress?.({ step: 'verify', done: events }),
  });
  const [first] = verdict.findings;
  if (first === undefined) return verdict;
  const of = first.seq === undefined ? '' : `, event ${first.seq}`;
  const more = verdict.found > 1 ? ` (and ${verdict.found - 1} more)` : '';
  throw damaged(folder, `restored up to seal ${upto}, the log does not hold: ${first.message}, case ${first.caseId}${of}${more}`);
}
