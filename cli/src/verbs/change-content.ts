import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany } from '../options.ts';
import { contentLines } from '../output/content-lines.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface ChangeContentOptions extends CompanyOptions {
  readonly number: string;
  readonly json: boolean;
}

export const changeContent = verb<ChangeContentOptions>({
  words: ['change', 'content'],
  summary: 'what a change of our own definitions puts in force: in words, with findings and what becomes of running cases',
  examples: ['change content CHG-0007', 'change content CHG-0007 --json'],
  define(command) {
    command.argument('<number>', 'the number of the change');
    defineCompany(command);
  },
  options: (command) => ({ ...companyOf(command), number: command.args[0] ?? '' }),
  run({ number, json, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const { stdout } = session;
      const shown = await client.request('GET /{database}/changes/{number}/content', { params: { ...of, number } });
      if (json) printJson(stdout, shown);
      else {
        const against = shown.proposedAgainst ?? 'nothing';
        printLines(stdout, [`${number}, proposed against ${against}`, ...contentLines(shown.content)]);
      }
      return exitCodes.ok;
    });
  },
});
