import { writeFile } from 'node:fs/promises';
import { InvalidArgumentError } from 'commander';
import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany, pair, present } from '../options.ts';
import { diagnosisLines } from '../output/diagnosis-lines.ts';
import { localeOf } from '../output/locale.ts';
import { paintFor } from '../output/paint.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface DiagnoseOptions extends CompanyOptions {
  readonly metric: string;
  readonly period: Period;
  readonly against: Period;
  readonly where: Readonly<Record<string, string>>;
  readonly brief?: string;
  readonly json: boolean;
}

/** From the first day to the day after the last. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

export const diagnose = verb<DiagnoseOptions>({
  words: ['diagnose'],
  summary: 'why a metric moved: stage, exception, samples, pattern, and the change before it',
  examples: [
    'diagnose invoice-error-rate --demo --period 2026-10 --against 2026-08..2026-09',
    'diagnose dso --demo --period 2026-10 --against 2026-07 --where country=DE --brief dso.pdf',
    'diagnose exception-volume --demo --period 2026-Q3 --against 2026-Q2 --json',
  ],
  define(command) {
    command
      .argument('<metric>', 'the metric (`throughline metric list` names them)')
      .requiredOption('--period <period>', 'the period asked about: 2026, 2026-Q3, 2026-10, 2026-10-05, or from..to', periodOf)
      .requiredOption('--against <period>', 'the period that it is held against', periodOf)
      .option('--where <field=value>', 'only cases with this value; may be said several times', pair)
      .option('--brief <file>', 'write it as a PDF of one page, too');
    defineCompany(command);
  },
  options(command) {
    const { period, against, where = {}, brief } = command.opts<Omit<DiagnoseOptions, 'metric'>>();
    return { ...companyOf(command), metric: command.args[0] ?? '', period, against, where, ...present({ brief }) };
  },
  run({ json, metric, period, against, where, brief, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const conditions = Object.entries(where).map(([field, value]) => `${field}=${value}`);
      const body = { metric, ...period, against, where: conditions };
      const found = await client.request('POST /{database}/diagnoses', { params: of, body });
      if (brief !== undefined) {
        const page = await client.file('GET /{database}/diagnoses/{case}/brief', { params: { ...of, case: found.case.id } });
        await writeFile(brief, Buffer.from(await page.arrayBuffer()));
      }
      const { stdout, env } = session;
      if (json) printJson(stdout, found);
      else printLines(stdout, diagnosisLines(found, localeOf(env), paintFor(stdout, env), brief));
      return exitCodes.ok;
    });
  },
});

/**
 * A year, a quarter, a month, a day, or from one of them to another, both included.
 *
 * @throws InvalidArgumentError where it is none of them
 */
export function periodOf(text: string): Period {
  const [first = '', last = first, ...more] = text.split('..');
  const [from, to] = [stretchOf(first), stretchOf(last)];
  if (from === undefined || to === undefined || more.length > 0 || from.from >= to.to)
    throw new InvalidArgumentError('Expected 2026, 2026-Q3, 2026-10, 2026-10-05, or 2026-08..2026-09.');
  return { from: from.from, to: to.to };
}

function stretchOf(text: string): Period | undefined {
  const found = /^(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?))?$/.exec(text);
  if (found === null) return undefined;
  const [, year = '', quarter, month, day] = found;
  const first = quarter === undefined ? Number(month ?? 1) : 3 * Number(quarter) - 2;
  const months = quarter === undefined ? (month === undefined ? 12 : 1) : 3;
  if (day !== undefined) {
    const at = Date.UTC(Number(year), first - 1, Number(day));
    return isoDay(at) === text ? { from: text, to: isoDay(at + 86_400_000) } : undefined;
  }
  return { from: isoDay(Date.UTC(Number(year), first - 1, 1)), to: isoDay(Date.UTC(Number(year), first - 1 + months, 1)) };
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
