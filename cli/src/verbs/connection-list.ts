import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface ConnectionListOptions extends CompanyOptions {
  readonly json: boolean;
}

const heads = ['id', 'kind', 'tier', 'owner', 'status', 'last run', 'facts', 'dead letters', 'next'];

export const connectionList = verb<ConnectionListOptions>({
  words: ['connection', 'list'],
  summary: 'the connections to other systems, and how each is doing',
  examples: ['connection list'],
  define: defineCompany,
  options: companyOf,
  run({ json, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const { folder, items } = await client.request('GET /{database}/connections', { params: of });
      if (json) printJson(session.stdout, { folder, items });
      else if (items.length === 0) printLines(session.stdout, [`Nothing is declared in ${folder}.`]);
      else {
        const rows = items.map(({ id, kind, tier, owner, status, lastRun, openDeadLetters, nextAt }) => [
          ...[id, kind, String(tier), owner.name, status, lastRun?.startedAt.slice(0, 16) ?? '-'],
          ...[String(lastRun?.counts.facts ?? '-'), String(openDeadLetters), nextAt?.slice(0, 16) ?? '-'],
        ]);
        const columns = heads.map((title) => ({ title }));
        const faults = items.flatMap(({ file, faults: found }) =>
          found.map(({ place, message, expected, action }) =>
            [`${file} ${place}: ${message}`, ...(expected === undefined ? [] : [`expected ${expected}`]), action].join('. '),
          ),
        );
        printLines(session.stdout, [...table(columns, rows), ...faults]);
      }
      return items.some(({ status }) => status === 'invalid' || status === 'failing') ? exitCodes.findings : exitCodes.ok;
    });
  },
});
