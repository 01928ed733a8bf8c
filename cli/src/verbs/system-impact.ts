import type { ImpactView } from '@throughline/api';
import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany } from '../options.ts';
import { printBody, printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface SystemImpactOptions extends CompanyOptions {
  readonly of: readonly string[];
  readonly csv: boolean;
  readonly json: boolean;
}

export const systemImpact = verb<SystemImpactOptions>({
  words: ['system', 'impact'],
  summary: 'all that a change of some things touches, the path that shows why, and who answers for it',
  examples: ['system impact ERP', 'system impact flow:invoice field:invoice.carrier --csv'],
  define(command) {
    command.argument('<of...>', 'a system by its name; anything else with its kind, such as flow:invoice or metric:dso');
    command.option('--csv', 'as CSV');
    defineCompany(command);
  },
  options: (command) => ({
    ...companyOf(command),
    of: command.args.map((name) => (name.includes(':') ? name : `system:${name}`)),
    csv: command.opts<{ csv?: boolean }>().csv === true,
  }),
  run({ json, csv, of: asked, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const query = { of: [...asked] };
      if (csv) {
        await printBody(await client.csv('GET /{database}/impact', { params: of, query }), session);
        return exitCodes.ok;
      }
      const shown = await client.request('GET /{database}/impact', { params: of, query });
      if (json) printJson(session.stdout, shown);
      else printLines(session.stdout, linesOf(shown));
      return shown.unknown.length > 0 ? exitCodes.findings : exitCodes.ok;
    });
  },
});

function linesOf({ of, unknown, touched, owners }: ImpactView): readonly string[] {
  const kinds = [...Map.groupBy(touched, ({ kind }) => kind)];
  return [
    `A change of ${of.map(({ title }) => title).join(', ')} touches ${touched.length} things`,
    ...unknown.map((id) => `${id} is not in the catalogue`),
    ...kinds.flatMap(([kind, all]) => [
      `${kind} (${all.length})`,
      ...all.map(({ title, path }) => `  ${title}: ${path.map(({ from, says, to }) => `${from} ${says} ${to}`).join('; ')}`),
    ]),
    `To be asked: ${owners.map(({ title, steps }) => `${title} (${steps})`).join(', ')}`,
  ];
}
