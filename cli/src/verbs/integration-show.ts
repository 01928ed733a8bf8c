import type { FailureGroupView, IntegrationRun } from '@throughline/api';
import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany } from '../options.ts';
import { type Locale, localeOf } from '../output/locale.ts';
import { printJson, printLines } from '../output/print.ts';
import { table } from '../output/table.ts';
import { moneyText } from '../output/value.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface IntegrationShowOptions extends CompanyOptions {
  readonly name: string;
  readonly json: boolean;
}

const runsShown = 10;

export const integrationShow = verb<IntegrationShowOptions>({
  words: ['integration', 'show'],
  summary: 'an integration: its last runs, what failed of it with the release behind, and what to do',
  examples: ['integration show crm-erp'],
  define(command) {
    command.argument('<integration>', 'its name (`throughline integration list` names them)');
    defineCompany(command);
  },
  options: (command) => ({ ...companyOf(command), name: command.args[0] ?? '' }),
  run({ json, name, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const params = { ...of, integration: name };
      const shown = await client.request('GET /{database}/integrations/{integration}', { params });
      const query = { limit: runsShown };
      const { items: runs } = await client.request('GET /{database}/integrations/{integration}/runs', { params, query });
      if (json) printJson(session.stdout, { ...shown, runs });
      else {
        const { title, source, target, owner, tier, standing, success, goal, nextAt, silentSince, runbook, groups, maps } = shown;
        const open = groups.filter(({ state }) => !state.final);
        const rate = success.rate === null ? 'nothing ran' : `${(success.rate * 100).toFixed(1)}% of ${success.due} runs`;
        printLines(session.stdout, [
          `${title}: ${source} to ${target} (${tier}), of ${owner.title}: ${standing}`,
          `Four weeks: ${rate} succeeded, ${(goal * 100).toFixed(1)}% are to; ${success.missed} missed`,
          ...(nextAt === null ? [] : [`Next run due at ${nextAt.slice(0, 16)}`]),
          ...(silentSince === null ? [] : [`Silent: a run was due at ${silentSince.slice(0, 16)}`]),
          ...maps.map(({ flow, field, values }) => `Maps ${flow}.${field}: ${values.join(', ')}`),
          ...open.flatMap((group) => groupLines(group, localeOf(session.env))),
          ...(open.length > 0 && runbook !== '' ? [`What to do: ${runbook}`] : []),
          ...runLines(runs),
        ]);
      }
      return shown.openGroups > 0 ? exitCodes.findings : exitCodes.ok;
    });
  },
});

function groupLines({ number, state, count, open, unknown, parts, atRisk }: FailureGroupView, locale: Locale): readonly string[] {
  const money = atRisk.map((each) => moneyText(each, locale)).join(', ');
  return [
    `${number}: ${count} failed, ${open} open, ${unknown} in doubt${money === '' ? '' : `, ${money} at risk`} (${state.title})`,
    ...parts.map(({ errorClass, outcome, count: some, behind }) => {
      const suspect =
        behind === null
          ? ''
          : `; since ${behind.release}: ${behind.after.failed} of ${behind.after.of}, before ${behind.before.failed} of ${behind.before.of}`;
      return `  ${some} ${outcome}: ${errorClass}${suspect}`;
    }),
  ];
}

const heads = ['started', 'run', 'status', 'records', 'failed', 'seconds', 'error'];

/** The runs of a log as a table; empty: it has none. */
export function runLines(runs: readonly IntegrationRun[]): readonly string[] {
  if (runs.length === 0) return [];
  const rows = runs.map(({ startedAt, run, status, records, recordsFailed, durationMs, errorClass }) => [
    ...[startedAt.slice(0, 19), run, status, String(records), String(recordsFailed)],
    ...[durationMs === null ? '-' : String(Math.round(durationMs / 1000)), errorClass ?? ''],
  ]);
  return table(
    heads.map((title, index) => ({ title, right: index > 2 && index < 6 })),
    rows,
  );
}
