import { RunToTake } from '@throughline/api';
import { type CsvBatch, readCsv } from '@throughline/connect';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { linesOf } from '../connections/take-facts.ts';
import { HttpProblem } from '../http/problem.ts';
import type { Sent } from './take-runs.ts';

/** A line of a file of runs, or why it is none. */
export type RunLine = ({ readonly integration: string | undefined } & Sent) | { readonly line: number; readonly fault: string };

const Line = Type.Object(
  { ...RunToTake.properties, integration: Type.Optional(Type.String({ minLength: 1, maxLength: 63 })) },
  { additionalProperties: false },
);
const validator = Compile(Line);

function lineOf(value: unknown, line: number): RunLine {
  if (!validator.Check(value)) {
    const [first] = validator.Errors(value);
    return { line, fault: `${first?.instancePath ?? ''} ${first?.message ?? 'is no run'}`.trim() };
  }
  const { integration, ...run }: Static<typeof Line> = value;
  return { line, integration, run };
}

/** Runs of JSON Lines. @throws HttpProblem body-unreadable, body-too-large */
export async function* runsOfJsonLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<RunLine> {
  let line = 0;
  for await (const text of linesOf(bytes)) {
    line += 1;
    if (text.trim() === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      yield { line, fault: 'it is no JSON' };
      continue;
    }
    yield lineOf(value, line);
  }
}

/** By the column of a file the member of a run. */
const columns: Readonly<Record<string, string>> = {
  ...{ integration: 'integration', run: 'run', scheduled_at: 'scheduledAt', started_at: 'startedAt', ended_at: 'endedAt' },
  ...{ status: 'status', records: 'records', records_failed: 'recordsFailed', error_class: 'errorClass', message: 'message' },
};
const counts: ReadonlySet<string> = new Set(['records', 'recordsFailed']);
const required = ['run', 'started_at', 'status'] as const;

/** Runs of a CSV file; columns beside those known are left aside. @throws HttpProblem body-unreadable */
export async function* runsOfCsv(path: string): AsyncGenerator<RunLine> {
  for await (const batch of readCsv(path)) {
    requireColumns(batch);
    for (const { line, message } of batch.errors) yield { line: line ?? 0, fault: message };
    const names = batch.columns.map((column) => columns[column.trim().toLowerCase().replaceAll(' ', '_')]);
    for (const { line, fields } of batch.rows) {
      const members = fields.flatMap((text, index): [string, unknown][] => {
        const name = names[index];
        if (name === undefined || text === '') return [];
        return [[name, counts.has(name) && /^\d{1,10}$/.test(text) ? Number(text) : text]];
      });
      yield lineOf(Object.fromEntries(members), line);
    }
  }
}

function requireColumns({ columns: found }: CsvBatch): void {
  const known = new Set(found.map((column) => column.trim().toLowerCase().replaceAll(' ', '_')));
  const missing = required.filter((name) => !known.has(name));
  if (missing.length === 0) return;
  throw new HttpProblem('body-unreadable', `The file has no column ${missing.join(', ')}`, {
    place: 'line 1',
    expected: required.join(', '),
  });
}
