import type { RowError } from '@throughline/api';
import type { ImportError } from '@throughline/connect';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import { errorsKept, showImport } from './import-runs.ts';
import { type ErrorPlace, readErrors } from './import-table.ts';
import { type ChosenUpload, previewImport } from './preview.ts';
import { rowError } from './row-error.ts';

const pageMax = 200;
const beginning: ErrorPlace = { line: -1, number: -1 };

/** One page of what could not be imported, in the order of the file. @throws ThroughlineError import-unknown, cursor-invalid */
export async function errorPage(
  throughline: Throughline,
  id: string,
  { limit = 50, after }: { readonly limit?: number; readonly after?: string },
): Promise<{ items: RowError[]; next?: string }> {
  await showImport(throughline, id);
  const place = after === undefined ? beginning : placeIn(after);
  const found = await readErrors(throughline.pool, id, { after: place, limit: limit + 1 });
  const last = found.length > limit ? found[limit - 1] : undefined;
  return {
    items: found.slice(0, limit).map(({ place: _, ...error }) => error),
    ...(last === undefined ? {} : { next: `${last.place.line}.${last.place.number}` }),
  };
}

function placeIn(cursor: string): ErrorPlace {
  const [, line, number] = /^(\d{1,9})\.(\d{1,9})$/.exec(cursor) ?? [];
  if (line === undefined || number === undefined) {
    throw new ThroughlineError('cursor-invalid', 'The cursor is none of this list', { place: 'after' });
  }
  return { line: Number(line), number: Number(number) };
}

/** All of them as lines of a table, the head first. @throws ThroughlineError import-unknown */
export async function* errorLines(throughline: Throughline, id: string, signal: AbortSignal): AsyncGenerator<Line> {
  await showImport(throughline, id);
  yield head;
  let after = beginning;
  for (;;) {
    signal.throwIfAborted();
    const page = await readErrors(throughline.pool, id, { after, limit: pageMax });
    for (const error of page) yield lineOf(error);
    const last = page.at(-1);
    if (last === undefined || page.length < pageMax) return;
    after = last.place;
  }
}

/** All that a preview finds wrong, up to as many errors as an import keeps. @throws as `previewImport` does */
export async function* previewLines(throughline: Throughline, request: ChosenUpload, signal: AbortSignal): AsyncGenerator<Line> {
  const found: RowError[] = [];
  const hear = (errors: readonly ImportError[]) => {
    for (const error of errors) if (found.length < errorsKept) found.push(rowError(error));
  };
  await previewImport(throughline, request, { signal, hear });
  yield head;
  for (const error of found.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))) yield lineOf(error);
}

type Line = readonly (string | number | null)[];

const head: Line = ['Line', 'Column', 'Value', 'Code', 'What is wrong', 'Expected', 'What to do'];

function lineOf({ line, column, value, code, message, expected, action }: RowError): Line {
  return [line, column, value, code, message, expected, action];
}
