import type { ReconciliationRun } from '@throughline/api';
import type { Command } from 'commander';
import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany, present, wholeNumber } from '../options.ts';
import { printBody, printJson, printLines } from '../output/print.ts';
import { table } from '../output/table.ts';
import { exitCodes, type Session } from '../session.ts';
import { verb } from '../verb.ts';

interface JsonOptions extends CompanyOptions {
  readonly json: boolean;
}

interface OneOptions extends JsonOptions {
  readonly id: string;
}

const heads = ['id', 'left', 'right', 'owner', 'last run', 'status', 'breaks', 'aged', 'difference'];

const breaksOf = ({ missing, extra, duplicate, mismatched }: NonNullable<ReconciliationRun['found']>['breaks']) =>
  missing + extra + duplicate + mismatched;

export const reconciliationList = verb<JsonOptions>({
  words: ['reconciliation', 'list'],
  summary: 'the reconciliations, and what the last comparison of each found',
  examples: ['reconciliation list'],
  define: defineCompany,
  options: companyOf,
  run({ json, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const { folder, items } = await client.request('GET /{database}/reconciliations', { params: of });
      if (json) printJson(session.stdout, { folder, items });
      else if (items.length === 0) printLines(session.stdout, [`Nothing is declared in ${folder}.`]);
      else {
        const rows = items.map(({ id, left, right, owner, lastRun }) => {
          const found = lastRun?.found;
          const differences = (found?.totals ?? []).map(({ currency, difference }) => `${difference} ${currency}`).join(', ');
          return [
            ...[
              id,
              left ?? '-',
              right ?? '-',
              owner.name,
              lastRun?.startedAt.slice(0, 16) ?? '-',
              lastRun?.status ?? 'never run',
            ],
            ...[found == null ? '-' : String(breaksOf(found.breaks)), String(found?.aged ?? '-'), differences],
          ];
        });
        const faults = items.flatMap(({ file, faults: all }) => all.map(({ place, message }) => `${file} ${place}: ${message}`));
        printLines(session.stdout, [
          ...table(
            heads.map((title) => ({ title })),
            rows,
          ),
          ...faults,
        ]);
      }
      const isFound = items.some(({ lastRun, faults }) => faults.length > 0 || lastRun?.status === 'failed');
      return isFound ? exitCodes.findings : exitCodes.ok;
    });
  },
});

function defineOne(command: Command): void {
  command.argument('<reconciliation>', 'its id (`throughline reconciliation list` names them)');
  defineCompany(command);
}

const oneOf = (command: Command): OneOptions => ({ ...companyOf(command), id: command.args[0] ?? '' });

export const reconciliationShow = verb<OneOptions>({
  words: ['reconciliation', 'show'],
  summary: 'what the last comparison of a reconciliation found: totals of both sides, and the difference explained',
  examples: ['reconciliation show crm-erp'],
  define: defineOne,
  options: oneOf,
  run({ json, id, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const params = { ...of, reconciliation: id };
      const shown = await client.request('GET /{database}/reconciliations/{reconciliation}', { params });
      if (json) printJson(session.stdout, shown);
      else {
        printLines(session.stdout, [
          `${shown.title}: ${shown.left ?? '-'} against ${shown.right ?? '-'}, of ${shown.owner.title}`,
        ]);
        if (shown.lastRun === null) printLines(session.stdout, ['It has never run.']);
        else printRun(session, shown.lastRun);
      }
      return exitCodes.ok;
    });
  },
});

export const reconciliationRun = verb<OneOptions>({
  words: ['reconciliation', 'run'],
  summary: 'hold both sides of a reconciliation against each other now',
  examples: ['reconciliation run crm-erp'],
  define: defineOne,
  options: oneOf,
  run({ json, id, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const params = { ...of, reconciliation: id };
      const run = await client.request('POST /{database}/reconciliations/{reconciliation}/run', { params });
      if (json) printJson(session.stdout, run);
      else printRun(session, run);
      return run.found !== null && breaksOf(run.found.breaks) === 0 && run.found.unreadCount === 0
        ? exitCodes.ok
        : exitCodes.findings;
    });
  },
});

const parts = ['missing', 'extra', 'duplicate', 'mismatched', 'inTransit', 'tolerated', 'unexplained'] as const;
const titles = ['', 'left', 'right', 'difference', 'missing', 'extra', 'duplicate', 'mismatched', 'on its way', 'tolerated'];

function printRun({ stdout }: Session, { startedAt, status, found, failure }: ReconciliationRun): void {
  printLines(stdout, [`${startedAt.slice(0, 19)} ${status}`]);
  if (failure !== null) printLines(stdout, [`${failure.code}: ${failure.message}. ${failure.action}`]);
  if (found === null) return;
  const { records, breaks, aged, inTransit, totals, unread, unreadCount } = found;
  const rows = totals.map((one) => [one.currency, one.left, one.right, one.difference, ...parts.map((part) => one[part])]);
  printLines(stdout, [
    `${records.left} records against ${records.right}: ${records.agreed} agree, ${inTransit} are on their way, ${breaksOf(breaks)} break, ${aged} of them aged`,
    ...table(
      [...titles, 'unexplained'].map((title, index) => ({ title, right: index > 0 })),
      rows,
    ),
    ...unread.map(({ code, key, field, value }) => `  not read: ${key} ${field} ${value} (${code})`),
    ...(unreadCount > unread.length ? [`  and ${unreadCount - unread.length} more`] : []),
  ]);
}

interface BreaksOptions extends OneOptions {
  readonly limit: number;
  readonly after?: string;
  readonly csv: boolean;
}

export const reconciliationBreaks = verb<BreaksOptions>({
  words: ['reconciliation', 'breaks'],
  summary: 'the records on which both sides do not agree',
  examples: ['reconciliation breaks crm-erp', 'reconciliation breaks crm-erp --csv'],
  define(command) {
    command.argument('<reconciliation>', 'its id');
    command
      .option('--limit <n>', 'so many, in the order of the records', wholeNumber(1, 200), 50)
      .option('--after <cursor>', 'go on after a page: what it printed as `next`')
      .option('--csv', 'all of them as CSV');
    defineCompany(command);
  },
  options(command) {
    const { limit, after, csv = false } = command.opts<{ limit: number; after?: string; csv?: boolean }>();
    return { ...oneOf(command), limit, csv, ...present({ after }) };
  },
  run({ json, csv, id, limit, after, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const { stdout } = session;
      const params = { ...of, reconciliation: id };
      const route = 'GET /{database}/reconciliations/{reconciliation}/breaks';
      if (csv) {
        await printBody(await client.csv(route, { params }), session);
        return exitCodes.ok;
      }
      const page = await client.request(route, { params, query: { limit, ...present({ after }) } });
      if (json) for (const one of page.items) printJson(stdout, one);
      else if (page.items.length === 0) printLines(stdout, ['Both sides agree.']);
      else {
        const rows = page.items.map(({ record, kind, left, right, difference, ageDays, inTransit, number }) => [
          ...[record, inTransit ? `${kind} (on its way)` : kind, stated(left), stated(right)],
          ...[
            difference.map(({ amount, currency }) => `${amount} ${currency}`).join(', '),
            String(ageDays ?? '-'),
            number ?? '-',
          ],
        ]);
        const columns = ['record', 'kind', 'left', 'right', 'difference', 'days', 'case'].map((title) => ({ title }));
        printLines(stdout, table(columns, rows));
      }
      if (!json && page.next !== undefined) printLines(stdout, [`next: ${page.next}`]);
      return page.items.some(({ inTransit }) => !inTransit) ? exitCodes.findings : exitCodes.ok;
    });
  },
});

const stated = (side: { readonly amount: string; readonly currency: string } | null) =>
  side === null ? '-' : `${side.amount} ${side.currency}`;
