import type { CaseEvent } from '@throughline/api';
import { type Company, type CompanyOptions, withCompany } from '../company.ts';
import { type CaseWords, caseWordsOf, defineCase, findCase } from '../find-case.ts';
import { companyOf, defineCompany, present, wholeNumber } from '../options.ts';
import { caseLines } from '../output/case-lines.ts';
import { localeOf } from '../output/locale.ts';
import { paintFor } from '../output/paint.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface CaseShowOptions extends CompanyOptions, CaseWords {
  readonly events: number;
  readonly json: boolean;
}

export const caseShow = verb<CaseShowOptions>({
  words: ['case', 'show'],
  summary: 'show one case: where it stands, how it got there, what comes next and why then',
  examples: [
    'case show INV-1001',
    'case show --demo --flow invoice INV-D-10042',
    'case show 0f3c1c9e-0a51-4c6e-9d0e-5b8c2f6a7d11 --json',
  ],
  define(command) {
    defineCase(command);
    command.option('--events <number>', 'how many of its latest events', wholeNumber(1, 1000), 100);
    defineCompany(command);
  },
  options: (command) => ({
    ...companyOf(command),
    ...caseWordsOf(command),
    events: command.opts<{ events: number }>().events,
  }),
  run({ json, events: wanted, ...options }, session) {
    return withCompany(options, session, async (company) => {
      const params = { ...company.of, case: await findCase(company, options) };
      const detail = await company.client.request('GET /{database}/cases/{case}', { params });
      const events = await latestEvents(company, params.case, wanted);
      const { stdout, env } = session;
      if (json) printJson(stdout, { ...detail, events });
      else printLines(stdout, caseLines(detail, events, localeOf(env, detail.flow.timeZone), paintFor(stdout, env)));
      return exitCodes.ok;
    });
  },
});

const pageMax = 200;

/** The latest events, the oldest of them first. */
async function latestEvents({ client, of }: Company, id: string, wanted: number): Promise<readonly CaseEvent[]> {
  const events: CaseEvent[] = [];
  let after: string | undefined;
  do {
    const query = { limit: Math.min(pageMax, wanted - events.length), ...present({ after }) };
    const page = await client.request('GET /{database}/cases/{case}/events', { params: { ...of, case: id }, query });
    events.push(...page.items);
    after = page.next;
  } while (after !== undefined && events.length < wanted);
  return events.reverse();
}
