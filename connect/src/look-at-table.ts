import { ColumnLooker, type ColumnProfile } from './column-profile.ts';
import type { ImportError } from './errors.ts';
import { readTable, type TableOptions } from './table-reader.ts';

export interface TableLook {
  readonly columns: readonly ColumnProfile[];
  /** The first rows, as they stand. */
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
  /** How many rows were looked at. */
  readonly looked: number;
  /** All rows were. */
  readonly complete: boolean;
  /** What concerns the whole file, or rows that cannot be read: the first hundred. */
  readonly errors: readonly ImportError[];
  readonly broken: boolean;
}

const rowsShown = 20;
const errorsKept = 100;

/** Looks at the rows of a file, at most so many: what its columns hold. */
export async function lookAtTable(
  path: string,
  options: TableOptions & { readonly rowsMax?: number; readonly signal?: AbortSignal } = {},
): Promise<TableLook> {
  const { rowsMax = 500_000, signal } = options;
  let lookers: readonly ColumnLooker[] | undefined;
  const shown: { line: number; cells: readonly string[] }[] = [];
  const errors: ImportError[] = [];
  let [looked, complete, broken] = [0, true, false];
  reading: for await (const batch of readTable(path, options)) {
    signal?.throwIfAborted();
    errors.push(...batch.errors.slice(0, Math.max(0, errorsKept - errors.length)));
    broken ||= batch.broken;
    if (batch.broken) break;
    lookers ??= batch.columns.map((name) => new ColumnLooker(name));
    for (const { line, fields } of batch.rows) {
      if (looked >= rowsMax) {
        complete = false;
        break reading;
      }
      looked += 1;
      if (shown.length < rowsShown) shown.push({ line, cells: fields });
      for (const [index, looker] of lookers.entries()) looker.add(fields[index] ?? '');
    }
  }
  return {
    columns: (lookers ?? []).map((looker) => looker.end()),
    rows: shown,
    looked,
    complete: complete && !broken,
    errors,
    broken,
  };
}
