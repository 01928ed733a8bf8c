import type { ColumnChoice, Preview, PreviewRow, RowError, Upload } from '@throughline/api';
import type { FactRecord, ImportError, ImportProgress, RecordResult } from '@throughline/connect';
import { type CompiledFlow, eventTitle, stateTitle } from '@throughline/language';
import { expectedState } from '../cases/birth.ts';
import { ThroughlineError } from '../errors.ts';
import { importFile } from '../import-file.ts';
import { readLiveFrom } from '../sql/read-live-from.ts';
import type { Throughline } from '../throughline.ts';
import { rowError } from './row-error.ts';
import type { ImportTarget } from './target.ts';
import { importTarget, requireChoice } from './targets.ts';
import { findUpload, tableOf, uploadFolder, uploadPath } from './uploads.ts';

const rowsMax = 200_000;
const lookingMsMax = 20_000;
const rowsShown = 20;
const errorsShown = 100;
/** Whoever is a day ahead has days that have come there. */
const dayMs = 86_400_000;

export interface ChosenUpload {
  readonly upload: string;
  readonly flow: string;
  readonly choice: ColumnChoice;
}

/**
 * What an import would do: the whole file is read and decided in memory, up to 200,000 rows or 20 seconds of it. Nothing is
 * written.
 *
 * @throws ThroughlineError upload-unknown, flow-unknown, mapping-unfit
 */
export async function previewImport(
  throughline: Throughline,
  request: ChosenUpload,
  { signal, hear }: { readonly signal: AbortSignal; readonly hear?: (errors: readonly ImportError[]) => void },
): Promise<Preview> {
  const { choice } = request;
  const folder = uploadFolder(throughline);
  const upload = await findUpload(folder, request.upload);
  const target = await importTarget(throughline, request.flow, request.choice);
  requireChoice(target, choice, upload);
  const mapping = target.mappingOf(choice);
  const { now } = await throughline.engine.clock();
  const started = performance.now();
  const seen = new FirstRows(upload, target, choice);
  const report = await importFile(throughline, {
    ...{
      file: uploadPath(folder, upload.id),
      table: tableOf(upload, choice.table),
      mapping,
      dryRun: true,
      latest: now + dayMs,
      signal,
    },
    stopwatch: () => performance.now(),
    enough: (read) => read >= rowsMax || performance.now() - started > lookingMsMax,
    onChecked: (batch, results) => seen.facts(batch, results),
    onErrors: (errors) => {
      seen.faults(errors);
      hear?.(errors);
    },
  }).catch((error: unknown) => {
    // Somebody threw it away meanwhile.
    if (!(error instanceof ThroughlineError) || error.code !== 'file-unreadable') throw error;
    throw new ThroughlineError('upload-unknown', `There is no upload ${upload.id} any more`, { place: 'upload', cause: error });
  });
  const { rows: read, cases, events, waiting, duplicates, deviations, complete } = report;
  return {
    ...{
      rows: seen.rows(),
      read,
      good: read - seen.bad,
      bad: seen.bad,
      cases,
      events,
      waiting,
      duplicates,
      deviations,
      complete,
    },
    errors: report.errors.slice(0, errorsShown).map(rowError),
    errorCounts: { ...report.errorCounts } as Record<string, number>,
    liveFrom: new Date((await readLiveFrom(throughline.pool, mapping.source)) ?? now).toISOString(),
    assumptions: [...target.assumptions(choice)],
  };
}

/** How far a preview or an import has come, as the file's share. */
export function shareOf({ bytesRead, bytesTotal }: ImportProgress): number {
  return bytesTotal === 0 ? 0 : Math.min(1, bytesRead / bytesTotal);
}

interface Looked {
  readonly record: FactRecord;
  readonly known: boolean;
  /** Nothing has begun its case. */
  readonly waits: boolean;
}

/** What becomes of the first rows of a file, and how many rows of it are bad. */
class FirstRows {
  readonly #records = new Map<number, Looked[]>();
  readonly #errors = new Map<number, RowError[]>();
  readonly #bad = new Set<number>();
  readonly #lines: ReadonlyMap<number, readonly string[]>;
  readonly #last: number;
  readonly #target: ImportTarget;
  readonly #choice: ColumnChoice;
  readonly #columns: readonly string[];

  constructor(upload: Upload, target: ImportTarget, choice: ColumnChoice) {
    this.#lines = new Map(upload.rows.map(({ line, cells }) => [line, cells]));
    // Where there are fewer rows than are shown, what could not be read after them is shown too.
    this.#last = upload.rows.length < rowsShown ? Number.POSITIVE_INFINITY : (upload.rows.at(-1)?.line ?? 0);
    this.#columns = upload.columns.map(({ name }) => name);
    this.#target = target;
    this.#choice = choice;
  }

  get bad(): number {
    return this.#bad.size;
  }

  facts(batch: readonly FactRecord[], results: readonly RecordResult[]): void {
    for (const [index, record] of batch.entries()) {
      if (record.line > this.#last) continue;
      const { outcome, state } = results[index] ?? {};
      const known = outcome === 'duplicate' || outcome === 'ignored';
      const waits = state === expectedState;
      this.#records.set(record.line, [...(this.#records.get(record.line) ?? []), { record, known, waits }]);
    }
  }

  faults(errors: readonly ImportError[]): void {
    for (const error of errors) {
      if (error.line === 0) continue;
      // The same row a second time is imported once: nothing is wrong with it.
      if (error.code !== 'duplicate-record') this.#bad.add(error.line);
      if (error.line <= this.#last && this.#errors.size < errorsShown)
        this.#errors.set(error.line, [...(this.#errors.get(error.line) ?? []), rowError(error)]);
    }
  }

  rows(): PreviewRow[] {
    const lines = new Set([...this.#lines.keys(), ...this.#errors.keys()]);
    return [...lines]
      .sort((a, b) => a - b)
      .slice(0, rowsShown)
      .map((line) => this.#row(line));
  }

  #row(line: number): PreviewRow {
    const found = this.#records.get(line) ?? [];
    const records = found.map(({ record }) => record);
    const { flow } = this.#target;
    const written = this.#written(line);
    return {
      line,
      key: records[0]?.identity.key ?? written[keyField(this.#target)] ?? null,
      events: found.slice(0, 20).map(({ record: { fact }, known, waits }) => {
        const title = waits ? eventTitle(flow.definition, fact.type) : titleOf(flow, fact.type);
        return { title, at: new Date(fact.occurredAt).toISOString(), known, ...(waits ? { waits } : {}) };
      }),
      fields: records.length > 0 ? this.#target.shown(records) : written,
      errors: (this.#errors.get(line) ?? []).slice(0, 20),
    };
  }

  /** The cells that were chosen, as they stand. */
  #written(line: number): Record<string, string> {
    const cells = this.#lines.get(line);
    if (cells === undefined) return {};
    return Object.fromEntries(
      Object.entries(this.#choice.columns).flatMap(([field, column]) => {
        const cell = cells[this.#columns.indexOf(column)];
        return cell === undefined || cell === '' ? [] : [[field, cell]];
      }),
    );
  }
}

function keyField({ fields }: ImportTarget): string {
  return fields.find(({ kind }) => kind === 'key')?.name ?? '';
}

/** A fact has happened: where it always leads to one state, that is what it is called. “Send to the customer” sounds as if it were to be done. */
function titleOf(flow: CompiledFlow, event: string): string {
  if (flow.start.has(event)) return 'Created';
  const [lands, ...others] = flow.events.get(event)?.lands ?? [];
  return lands !== undefined && others.length === 0 ? stateTitle(flow.definition, lands.to) : eventTitle(flow.definition, event);
}
