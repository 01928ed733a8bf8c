import type { PlanDetail } from '@throughline/api';
import { type Company, type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany } from '../options.ts';
import { printBody, printJson, printLines } from '../output/print.ts';
import { table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';
import { registerList } from './register-list.ts';

export interface PlanOptions extends CompanyOptions {
  readonly number: string;
  readonly csv: boolean;
  readonly json: boolean;
}

const heads = ['request', 'what', 'kind', 'score', 'from', 'to', 'because', 'state'];

const planVerb = (word: 'show' | 'make', summary: string, read: (company: Company, plan: string) => Promise<PlanDetail>) =>
  verb<PlanOptions>({
    words: ['plan', word],
    summary,
    examples: [`plan ${word} 2027-Q1`],
    define(command) {
      command.argument('<plan>', 'its number').option('--csv', 'the plan as CSV');
      defineCompany(command);
    },
    options(command) {
      const csv = command.opts<{ csv?: boolean }>().csv === true;
      return { ...companyOf(command), number: command.args[0] ?? '', csv };
    },
    run({ json, csv, number, ...options }, session) {
      return withCompany(options, session, async (company) => {
        const plan = await read(company, number);
        if (csv) {
          const params = { ...company.of, plan: number };
          await printBody(await company.client.csv('GET /{database}/plans/{plan}', { params }), session);
        } else if (json) printJson(session.stdout, plan);
        else printLines(session.stdout, planLines(plan));
        return plan.faults.length > 0 ? exitCodes.findings : exitCodes.ok;
      });
    },
  });

export const planShow = planVerb(
  'show',
  'a plan: what is done when, what is left out and why, what an override takes the place of',
  ({ client, of }, plan) => client.request('GET /{database}/plans/{plan}', { params: { ...of, plan } }),
);
export const planMake = planVerb(
  'make',
  'make a plan of the requests that are accepted: the highest score within the people there are',
  ({ client, of }, plan) => client.request('POST /{database}/plans/{plan}/make', { params: { ...of, plan } }),
);

export const planList = registerList('plan', {
  summary: 'the plans of quarters',
  read: ({ client, of }) => client.request('GET /{database}/plans', { params: of }),
  readCsv: ({ client, of }) => client.csv('GET /{database}/plans', { params: of }),
  columns: ['number', 'title', 'from', 'to', 'state', 'score', 'most'].map((title, index) => ({ title, right: index > 4 })),
  cellsOf: ({ number, title, from, to, stateTitle, total, bound }) => [
    ...[number, title, from, to, stateTitle, String(total ?? '-'), String(bound ?? '-')],
  ],
  isSick: () => false,
  none: 'There is none: `throughline plan draft` drafts one.',
});

/** To a tenth of a person-week. */
const figure = (weeks: number) => String(Math.round(weeks * 10) / 10);

function planLines(plan: PlanDetail) {
  const { number, title, from, to, stateTitle, total, bound, skills, items, overrides, leftOut, carried, faults } = plan;
  const because = ({ complianceBy, isOverride }: PlanDetail['items'][number]) =>
    complianceBy !== null ? `the law, by ${complianceBy}` : isOverride ? 'somebody stands behind it' : 'its score';
  const rows = items.map((one) => [
    ...[one.number, one.title, one.kind ?? '-', String(one.score ?? '-'), one.startsOn, one.endsOn, because(one), one.stateTitle],
  ]);
  return [
    `${number} ${title}, ${from} to ${to}: ${stateTitle}`,
    ...(total === null
      ? []
      : [`Score ${total}${bound === total ? ': no plan has more' : `; no plan can have more than ${bound}`}`]),
    ...skills.map(
      ({ skill, capacity, net, run, grow, growMax }) =>
        `${skill}: ${capacity} person-weeks${net === capacity ? '' : `, ${figure(net)} beside what goes on`}, run takes ${run}, grow ${grow} of at most ${figure(growMax)}, ${figure(net - run - grow)} left`,
    ),
    ...carried.map((one) => `Goes on: ${one.number} ${one.title}, until ${one.endsOn}`),
    ...(rows.length === 0
      ? []
      : table(
          heads.map((head, index) => ({ title: head, right: index === 3 })),
          rows,
        )),
    ...overrides.map(
      (one) =>
        `${one.number} is done against its score (${one.score ?? '-'}) for ${one.sponsor ?? 'somebody'}, in place of ${
          one.displaces.map((each) => each.number).join(', ') || 'nothing'
        }`,
    ),
    ...leftOut.map((one) => `Left out: ${one.number} ${one.title} (${one.score ?? '-'}). ${one.why}`),
    ...faults.map((fault) => `Fault: ${fault}`),
  ];
}
