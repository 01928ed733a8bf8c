import { type Client, type Database, inTransaction } from '../database.ts';
import { createFlowRegistry, type FlowRegistry } from '../flow-registry.ts';
import { listRows } from '../lists/list-rows.ts';
import { foldChecked, storedFromFold } from '../rebuild/fold-log.ts';
import { createSettingsRegistry, type SettingsRegistry } from '../settings/settings.ts';
import { type LogPosition, logStart, readLogPage } from '../sql/read-log-page.ts';
import { emptyTables } from '../sql/restore-rows.ts';
import { insertCaseData, insertCases } from '../sql/write-cases.ts';
import { writeListFields } from '../sql/write-list-fields.ts';
import { postgresTransaction } from '../store/postgres-store.ts';
import type { Fold } from '../verify/check-case.ts';

const pageEvents = 2000;

/**
 * Makes all cases anew from the log: rows, data, clocks, wake-ups and what lists know. Nobody else may use the database meanwhile.
 *
 * @throws LogBroken
 */
export async function foldCases(
  database: Database,
  onProgress: (events: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const writer = new CaseWriter();
  await database.query({ text: 'truncate throughline.quarantine, throughline.list_rebuild' });
  await emptyTables(database, ['throughline.case_', 'throughline.case_data', 'throughline.list_field']);
  let after: LogPosition = logStart;
  for (let events = 0; ; ) {
    signal?.throwIfAborted();
    const from: LogPosition = after;
    const page = await inTransaction(database, (client) => writer.takePage(client, from));
    events += page.length;
    onProgress(events);
    const last = page.at(-1);
    if (last === undefined || page.length < pageEvents) return;
    after = last;
  }
}

class CaseWriter {
  readonly #flows: FlowRegistry = createFlowRegistry();
  readonly #settings: SettingsRegistry = createSettingsRegistry();
  /** The case whose events may go on with the next page. */
  #folded: Fold | undefined;

  async takePage(client: Client, after: LogPosition) {
    const page = await readLogPage(client, after, pageEvents);
    const whole: Fold[] = [];
    for (const event of page) {
      if (this.#folded !== undefined && this.#folded.record.id !== event.caseId) {
        whole.push(this.#folded);
        this.#folded = undefined;
      }
      this.#folded = foldChecked(this.#folded, event);
    }
    if (page.length < pageEvents && this.#folded !== undefined) whole.push(this.#folded);
    await this.#write(client, whole);
    return page;
  }

  async #write(client: Client, folds: readonly Fold[]): Promise<void> {
    const tx = postgresTransaction(client);
    const moment = await this.#settings.moment(tx);
    await this.#flows.load(
      tx,
      new Map(folds.map(({ record, last }) => [`${record.flow}/${last.version}`, [record.flow, last.version] as const])).values(),
    );
    const cases = folds.map((fold) => {
      const { record, last } = fold;
      const flow = this.#flows.get(record.flow, last.version);
      if (flow === undefined) throw new Error(`Version ${last.version} of the flow ${record.flow} is not in the backup`);
      return { flow, stored: storedFromFold(fold, flow, moment) };
    });
    const stored = cases.map((each) => each.stored);
    await insertCases(client, stored);
    await insertCaseData(client, stored);
    await writeListFields(client, { written: cases.flatMap((each) => listRows(each.flow, each.stored.record)), gone: [] });
  }
}
