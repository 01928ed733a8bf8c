import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany } from '../options.ts';
import { printBody, printJson, printLines } from '../output/print.ts';
import { table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

type Which = 'mine' | 'open' | 'all';

export interface ChangeListOptions extends CompanyOptions {
  readonly which: Which;
  readonly csv: boolean;
  readonly json: boolean;
}

/** Changes with their risk; those with an open exception make it end as with findings. */
export const changeList = verb<ChangeListOptions>({
  words: ['change', 'list'],
  summary: 'the changes that are open: how risky, when, what they wait for',
  examples: ['change list', 'change list --mine', 'change list --all --csv'],
  define(command) {
    command
      .option('--mine', 'those alone that wait for an approval that you may give')
      .option('--all', 'those, too, that are over')
      .option('--csv', 'the whole list as CSV');
    defineCompany(command);
  },
  options: (command) => {
    const { mine, all, csv } = command.opts<{ mine?: boolean; all?: boolean; csv?: boolean }>();
    return { ...companyOf(command), which: mine === true ? 'mine' : all === true ? 'all' : 'open', csv: csv === true };
  },
  run({ json, csv, which, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const request = { params: of, query: { which } };
      if (csv) {
        await printBody(await client.csv('GET /{database}/changes', request), session);
        return exitCodes.ok;
      }
      const { items } = await client.request('GET /{database}/changes', request);
      if (json) for (const one of items) printJson(session.stdout, one);
      else if (items.length === 0) printLines(session.stdout, ['There is none: `throughline case do change draft` drafts one.']);
      else {
        const heads = ['change', 'title', 'state', 'risk', 'type', 'planned', 'waits for', 'open'];
        const rows = items.map(({ number, title, state, risk, type, plannedFrom, awaiting, exceptions }) => [
          ...[number, title, state.title, risk, type, plannedFrom?.slice(0, 16) ?? '-'],
          ...[awaiting.join(', ') || '-', exceptions.join(', ') || '-'],
        ]);
        printLines(
          session.stdout,
          table(
            heads.map((title) => ({ title })),
            rows,
          ),
        );
      }
      return items.some(({ exceptions }) => exceptions.length > 0) ? exitCodes.findings : exitCodes.ok;
    });
  },
});
