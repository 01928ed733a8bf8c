import { withCompany } from '../company.ts';
import { type DaysOptions, daysOf, defineDays } from '../days-options.ts';
import { present } from '../options.ts';
import { printBody, printJson, printLines } from '../output/print.ts';
import { table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

/** What is planned when, and what is in each other's way; conflicts make it end as with findings. */
export const calendarShow = verb<DaysOptions>({
  words: ['calendar', 'show'],
  summary: 'changes, releases, windows, freezes and events of some days, and what is in each other’s way',
  examples: ['calendar show', 'calendar show --from 2026-12-01 --to 2026-12-31'],
  define: (command) => defineDays(command, { first: 'today', last: 'six weeks on' }),
  options: daysOf,
  run({ json, csv, from, to, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const request = { params: of, query: present({ from, to }) };
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
            entry.days?.from ?? entry.from.slice(0, 16),
            entry.days?.to ?? entry.to.slice(0, 16),
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
