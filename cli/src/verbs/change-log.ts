import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany } from '../options.ts';
import { printBody, printJson, printLines } from '../output/print.ts';
import { table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

interface Days {
  readonly from?: string;
  readonly to?: string;
}

export interface DaysOptions extends CompanyOptions, Days {
  readonly csv: boolean;
  readonly json: boolean;
}

const daysOf = (days: Days) => ({
  ...(days.from === undefined ? {} : { from: days.from }),
  ...(days.to === undefined ? {} : { to: days.to }),
});

/** Every decision on changes, releases, requests, diagnoses and problems. */
export const changeLog = verb<DaysOptions>({
  words: ['change', 'log'],
  summary: 'the decision log: who approved, declined or decided what, and why',
  examples: ['change log', 'change log --from 2026-10-01 --to 2026-12-31 --csv'],
  define(command) {
    command
      .option('--from <day>', 'the first day (default: 90 days ago)')
      .option('--to <day>', 'the last day (default: today)')
      .option('--csv', 'as CSV');
    defineCompany(command);
  },
  options: (command) => {
    const { csv, ...days } = command.opts<Days & { csv?: boolean }>();
    return { ...companyOf(command), ...daysOf(days), csv: csv === true };
  },
  run({ json, csv, from, to, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const request = { params: of, query: { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) } };
      if (csv) {
        await printBody(await client.csv('GET /{database}/decision-log', request), session);
        return exitCodes.ok;
      }
      const { items } = await client.request('GET /{database}/decision-log', request);
      if (json) for (const one of items) printJson(session.stdout, one);
      else if (items.length === 0) printLines(session.stdout, ['Nobody has decided anything in these days.']);
      else {
        const heads = ['when', 'who', 'decision', 'of', 'on', 'why'].map((title) => ({ title }));
        const rows = items.map(({ at, by, decision, of: what, key, title, reason }) => [
          ...[at.slice(0, 16), by.name, decision, what ?? '-', key === title ? key : `${key} ${title}`, reason ?? '-'],
        ]);
        printLines(session.stdout, table(heads, rows));
      }
      return exitCodes.ok;
    });
  },
});

/** What is planned when, and what is in each other's way; conflicts make it end as with findings. */
export const calendarShow = verb<DaysOptions>({
  words: ['calendar', 'show'],
  summary: 'changes, releases, windows, freezes and events of some days, and what is in each other’s way',
  examples: ['calendar show', 'calendar show --from 2026-12-01 --to 2026-12-31'],
  define(command) {
    command
      .option('--from <day>', 'the first day (default: today)')
      .option('--to <day>', 'the last day (default: six weeks on)')
      .option('--csv', 'as CSV');
    defineCompany(command);
  },
  options: (command) => {
    const { csv, ...days } = command.opts<Days & { csv?: boolean }>();
    return { ...companyOf(command), ...daysOf(days), csv: csv === true };
  },
  run({ json, csv, from, to, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const request = { params: of, query: { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) } };
      if (csv) {
        await printBody(await client.csv('GET /{database}/calendar', request), session);
        return exitCodes.ok;
      }
      const shown = await client.request('GET /{database}/calendar', request);
      if (json) printJson(session.stdout, shown);
      else {
        const heads = ['from', 'to', 'kind', 'what', 'title', 'systems'].map((title) => ({ title }));
        const rows = shown.entries.map((entry) => [
          ...[
            entry.from.slice(0, 16),
            entry.to.slice(0, 16),
            entry.kind,
            entry.key,
            entry.title,
            entry.systems.join(', ') || '-',
          ],
        ]);
        const lines = rows.length === 0 ? ['Nothing is planned in these days.'] : table(heads, rows);
        printLines(session.stdout, [...lines, ...shown.conflicts.map(({ text }) => `In the way: ${text}`)]);
      }
      return shown.conflicts.length > 0 ? exitCodes.findings : exitCodes.ok;
    });
  },
});
