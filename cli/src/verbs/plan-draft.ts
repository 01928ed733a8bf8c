import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany, pair, wholeNumber } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface PlanDraftOptions extends CompanyOptions {
  readonly number: string;
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly runShare: number;
  /** By skill, the person-days of a week. */
  readonly skill: Readonly<Record<string, string>>;
  readonly json: boolean;
}

/** Plans are the whole company's. */
const wholeCompany = 'company';

export const planDraft = verb<PlanDraftOptions>({
  words: ['plan', 'draft'],
  summary: 'draft a plan: its days, who is there, and what is kept for running the business',
  examples: ['plan draft 2027-Q1 --title "First quarter" --from 2027-01-04 --to 2027-04-03 --skill systems=10 --run-share 35'],
  define(command) {
    command
      .argument('<plan>', 'its number')
      .requiredOption('--title <text>', 'what it is called')
      .requiredOption('--from <day>', 'its first day')
      .requiredOption('--to <day>', 'its last day')
      .requiredOption('--skill <skill=days>', 'person-days of it in a week; two persons are 10; may be said several times', pair)
      .option('--run-share <percent>', 'of each skill, what is kept for run', wholeNumber(0, 100), 35);
    defineCompany(command);
  },
  options(command) {
    const { title = '', from = '', to = '', runShare = 0, skill = {} } = command.opts<Partial<PlanDraftOptions>>();
    return { ...companyOf(command), number: command.args[0] ?? '', title, from, to, runShare, skill };
  },
  run({ json, number, title, from, to, runShare, skill, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const capacity = Object.entries(skill).map(([name, days]) => ({ skill: name, daysPerWeek: Number(days) }));
      const made = await client.request('POST /{database}/cases', {
        params: of,
        body: {
          flow: 'plan',
          entity: wholeCompany,
          key: number,
          type: 'draft',
          data: { number, title, from, to, runShare, capacity },
        },
      });
      if (json) printJson(session.stdout, made);
      else printLines(session.stdout, [`${number} is drafted; \`throughline plan make ${number}\` makes it.`]);
      return exitCodes.ok;
    });
  },
});
