import type { SystemDetail } from '@throughline/api';
import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface SystemShowOptions extends CompanyOptions {
  readonly name: string;
  readonly json: boolean;
}

export const systemShow = verb<SystemShowOptions>({
  words: ['system', 'show'],
  summary: 'a system: owners, what it is joined with, its documents, open incidents',
  examples: ['system show ERP'],
  define(command) {
    command.argument('<system>', 'its name (`throughline system list` names them)');
    defineCompany(command);
  },
  options: (command) => ({ ...companyOf(command), name: command.args[0] ?? '' }),
  run({ json, name, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const shown = await client.request('GET /{database}/systems/{system}', { params: { ...of, system: name } });
      if (json) printJson(session.stdout, shown);
      else printLines(session.stdout, linesOf(shown));
      return shown.coverage === null || shown.coverage === 'covered' ? exitCodes.ok : exitCodes.findings;
    });
  },
});

const many = (said: readonly string[]) => (said.length === 0 ? 'none' : said.join(', '));

function linesOf(shown: SystemDetail): readonly string[] {
  const { title, purpose, tier, state, disposition, owner, businessOwner, vendor, renewsOn, covered, incidents } = shown;
  const open = incidents.filter((one) => one.open);
  return [
    `${title}${purpose === '' ? '' : `: ${purpose}`}`,
    `Tier ${tier}, ${state}, ${disposition}; kept by ${owner.title}${businessOwner === null ? '' : `, for ${businessOwner.title}`}`,
    ...(vendor === '' && renewsOn === null
      ? []
      : [`Of ${vendor === '' ? 'no vendor' : vendor}, renewal ${renewsOn ?? 'not said'}`]),
    `Needs ${many(shown.needs)}; needed by ${many(shown.neededBy)}`,
    ...shown.integrations.map(
      ({ direction, name, other, moves }) => `  ${direction === 'in' ? 'from' : 'to'} ${other}: ${moves} (${name})`,
    ),
    `Documents: ${many(shown.documents.map(({ number, kind, standing }) => `${number} (${kind}, ${standing})`))}`,
    ...(covered === null || covered.gaps.length === 0 ? [] : [`Gaps: ${covered.gaps.join(', ')}`]),
    ...(covered?.onlyPerson === null || covered === null || !covered.isAsked ? [] : [`${covered.onlyPerson} alone can keep it`]),
    `Open incidents: ${many(open.map(({ number, title: of }) => `${number} ${of}`))}`,
  ];
}
