import type { ServiceView } from '@throughline/api';
import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany, present } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { untilMeasured } from '../until-measured.ts';
import { verb } from '../verb.ts';

export interface ServiceShowOptions extends CompanyOptions {
  readonly search?: string;
  readonly json: boolean;
}

export const serviceShow = verb<ServiceShowOptions>({
  words: ['service', 'show'],
  summary: 'what is promised and whether it was kept, what comes most, articles and runbooks',
  examples: ['service show', 'service show --search "carrier labels"'],
  define(command) {
    command.option('--search <words>', 'articles and runbooks that say all of these words');
    defineCompany(command);
  },
  options: (command) => ({ ...companyOf(command), ...present({ search: command.opts<{ search?: string }>().search }) }),
  run({ json, search, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const view = await untilMeasured(
        session,
        () => client.request('GET /{database}/service', { params: of, query: present({ search }) }),
        ({ measuredAt }) => measuredAt === null,
      );
      if (json) printJson(session.stdout, view);
      else printLines(session.stdout, linesOf(view));
      return view.attainment.some(({ kept }) => kept === false) ? exitCodes.findings : exitCodes.ok;
    });
  },
});

function linesOf({ levels, attainment, categories, articles, runbooks }: ServiceView): readonly string[] {
  const figure = (value: number | null, unit: string) => {
    if (value === null) return '-';
    return unit === 'share' ? `${Math.round(value * 1000) / 10}%` : String(Math.round(value * 100) / 100);
  };
  const kept = attainment.map(({ title, unit, period, value, soFar, target, kept: isKept }) => [
    ...[title, `${period.from} to ${period.to}`, figure(value, unit), figure(soFar.value, unit), target ?? '-'],
    isKept === null ? '-' : isKept ? 'kept' : 'missed',
  ]);
  return [
    ...levels.map(({ title, by }) => `${title}: ${by.map(({ priority, within }) => `${priority} ${within}`).join(', ')}`),
    ...(kept.length === 0
      ? []
      : table(
          ['number', 'period', 'value', 'so far', 'target', 'standing'].map((title, index) => ({
            ...{ title, right: index === 2 || index === 3 },
          })),
          kept,
        )),
    ...categories.map(({ category, n }) => `Last 90 days: ${n} ${category ?? 'not filed'}`),
    ...[...articles, ...runbooks].map(({ number, title, of, state }) => `${number} ${title} (${of}, ${state})`),
  ];
}
