import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany, present, wholeNumber } from '../options.ts';
import { localeOf } from '../output/locale.ts';
import { printBody, printJson, printLines } from '../output/print.ts';
import { table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface RoadmapShowOptions extends CompanyOptions {
  readonly year?: number;
  readonly csv: boolean;
  readonly json: boolean;
}

const heads = ['number', 'what', 'team', 'from', 'to', 'waits for', 'outcome', 'state'];

export const roadmapShow = verb<RoadmapShowOptions>({
  words: ['roadmap', 'show'],
  summary: 'what is done in a year, what it waits for, and what came of it',
  examples: ['roadmap show', 'roadmap show --year 2027 --csv'],
  define(command) {
    command.option('--year <year>', 'default: this year', wholeNumber(2000, 2199)).option('--csv', 'the whole year as CSV');
    defineCompany(command);
  },
  options(command) {
    const { year, csv } = command.opts<Partial<RoadmapShowOptions>>();
    return { ...companyOf(command), ...present({ year }), csv: csv === true };
  },
  run({ json, csv, year, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const asked = { params: of, query: present({ year }) };
      if (csv) {
        await printBody(await client.csv('GET /{database}/roadmap', asked), session);
        return exitCodes.ok;
      }
      const shown = await client.request('GET /{database}/roadmap', asked);
      const rows = shown.items.map(({ number, title, team, from, to, dependsOn, metric, target, verdict, stateTitle }) => [
        ...[number, title, team, from, to, dependsOn.join(', ')],
        ...[metric === null ? '' : `${metric} at ${target ?? '?'}`, verdict ?? stateTitle],
      ]);
      if (json) printJson(session.stdout, shown);
      else if (rows.length === 0) printLines(session.stdout, [`Nothing is planned in ${shown.year}.`]);
      else
        printLines(
          session.stdout,
          table(
            heads.map((title) => ({ title })),
            rows,
          ),
        );
      return exitCodes.ok;
    });
  },
});

const caseHeads = ['number', 'what', 'team', 'cost', 'a year', 'brings', 'three years', 'net', 'return', 'state'];

export const roadmapCases = verb<Omit<RoadmapShowOptions, 'year'>>({
  words: ['roadmap', 'cases'],
  summary: 'the business cases: what each costs and brings in three years, and which need the sponsor',
  examples: ['roadmap cases', 'roadmap cases --csv'],
  define(command) {
    command.option('--csv', 'all of them as CSV');
    defineCompany(command);
  },
  options: (command) => ({ ...companyOf(command), csv: command.opts<{ csv?: boolean }>().csv === true }),
  run({ json, csv, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      if (csv) {
        await printBody(await client.csv('GET /{database}/business-cases', { params: of }), session);
        return exitCodes.ok;
      }
      const { sponsorAbove, items } = await client.request('GET /{database}/business-cases', { params: of });
      const locale = localeOf(session.env);
      const money = (amount: number | null, currency: string | null) =>
        amount === null || currency === null ? '-' : locale.minorMoney(amount, currency);
      const rows = items.map(({ currency, ...one }) => [
        ...[one.number, one.title, one.team, money(one.cost, currency), money(one.yearlyCost, currency)],
        ...[money(one.yearlyBenefit, currency), money(one.threeYearCost, currency), money(one.threeYearNet, currency)],
        ...[one.returnPercent === null ? '-' : `${one.returnPercent}%`],
        one.needsSponsor && one.state === 'cased' ? `${one.stateTitle}, waits for the sponsor` : one.stateTitle,
      ]);
      if (json) printJson(session.stdout, { sponsorAbove, items });
      else if (rows.length === 0) printLines(session.stdout, ['There is no business case.']);
      else
        printLines(
          session.stdout,
          table(
            caseHeads.map((title, index) => ({ title, right: index > 2 && index < 9 })),
            rows,
          ),
        );
      return exitCodes.ok;
    });
  },
});
