import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface ChangeShowOptions extends CompanyOptions {
  readonly number: string;
  readonly json: boolean;
}

/** One change: its risk as arithmetic, who has to agree and why, what is missing, what is in its way. */
export const changeShow = verb<ChangeShowOptions>({
  words: ['change', 'show'],
  summary: 'a change: its risk as arithmetic, who has to agree and why, what is missing, what is in its way',
  examples: ['change show CHG-0001'],
  define(command) {
    command.argument('<change>', 'its number (`throughline change list` names them)');
    defineCompany(command);
  },
  options: (command) => ({ ...companyOf(command), number: command.args[0] ?? '' }),
  run({ json, number, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const shown = await client.request('GET /{database}/changes/{number}', { params: { ...of, number } });
      if (json) printJson(session.stdout, shown);
      else {
        const { title, state, type, risk, riskPoints, riskFacts, rights, otherwise, missing, conflicts, impact } = shown;
        const counting = riskFacts.filter(({ points }) => points > 0);
        printLines(session.stdout, [
          `${number} ${title}: ${state.title}, ${type}, drafted by ${shown.drafted.by.name}`,
          `Risk ${risk}: ${counting.map((fact) => `${fact.points} ${fact.title.toLowerCase()}`).join(' + ') || '0'} = ${riskPoints}`,
          ...rights.map(
            ({ id, decision, roles }) =>
              `${id} ${decision}: ${roles.map((role) => `${role.title} (${role.agreed?.by.name ?? 'not yet'})`).join(', ')}`,
          ),
          ...(rights.length === 0 ? [`One of ${otherwise.map((role) => role.title).join(', ')} approves`] : []),
          ...(missing.length === 0 ? [] : [`Missing: ${missing.join(', ')}`]),
          ...conflicts.map(({ text }) => `In its way: ${text}`),
          `Touches ${impact.systems.length} systems, ${impact.flows.length} flows, ${impact.integrations.length} integrations, ${impact.metrics.length} numbers, ${impact.documents.length} documents`,
        ]);
      }
      return shown.exceptions.length + shown.conflicts.length > 0 ? exitCodes.findings : exitCodes.ok;
    });
  },
});
