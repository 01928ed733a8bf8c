import type { RequestDetail } from '@throughline/api';
import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface RequestShowOptions extends CompanyOptions {
  readonly number: string;
  readonly json: boolean;
}

export const requestShow = verb<RequestShowOptions>({
  words: ['request', 'show'],
  summary: 'a request: its score to be redone, what was decided and by whom, what came of it',
  examples: ['request show REQ-0001'],
  define(command) {
    command.argument('<request>', 'its number (`throughline request list` names them)');
    defineCompany(command);
  },
  options: (command) => ({ ...companyOf(command), number: command.args[0] ?? '' }),
  run({ json, number, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const shown = await client.request('GET /{database}/requests/{request}', { params: { ...of, request: number } });
      if (json) printJson(session.stdout, shown);
      else printLines(session.stdout, requestLines(shown));
      return shown.missing.length > 0 ? exitCodes.findings : exitCodes.ok;
    });
  },
});

/** A request in lines: what it is, what it lacks, its arithmetic, its decision, its outcome, and the log of what was said. */
export function requestLines(shown: RequestDetail): readonly string[] {
  const { number, title, team, stateTitle, missing, arithmetic, rubric, decision, decisionWhy, options, measured, attained } =
    shown;
  return [
    `${number} ${title} (${team}): ${stateTitle}`,
    ...missing.map(({ field, why }) => `Missing ${field}: ${why}`),
    ...(arithmetic === null ? [] : [`Score (${rubric}): ${arithmetic}`]),
    ...(decision === null ? [] : [`Decision: ${decision}${decisionWhy === null ? '' : `. ${decisionWhy}`}`]),
    ...(options === null ? [] : [`Options considered: ${options}`]),
    ...(measured === null ? [] : [`Measured: ${measured}, ${attained ?? 0}% of the way`]),
    ...shown.similar.map((one) => `Like ${one.number} ${one.title} (${one.likeness}%): ${one.shared.join(', ')}`),
    ...shown.decisions.map(
      ({ at, event, by, says }) => `${at.slice(0, 16)} ${event} by ${by.name}${says === null ? '' : `: ${says}`}`,
    ),
  ];
}
