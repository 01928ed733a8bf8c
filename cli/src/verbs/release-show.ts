import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany } from '../options.ts';
import { printJson } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface ReleaseShowOptions extends CompanyOptions {
  readonly number: string;
  readonly json: boolean;
}

/** A release as a document in Markdown; where something of it is missing, it ends as with findings. */
export const releaseShow = verb<ReleaseShowOptions>({
  words: ['release', 'show'],
  summary: 'a release as a document: days, approvals, tests, sign-off, notes, roll-back, communication, hypercare',
  examples: ['release show R-17', 'release show R-17 --json'],
  define(command) {
    command.argument('<release>', 'its number');
    defineCompany(command);
  },
  options: (command) => ({ ...companyOf(command), number: command.args[0] ?? '' }),
  run({ json, number, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const shown = await client.request('GET /{database}/releases/{number}', { params: { ...of, number } });
      if (json) printJson(session.stdout, shown);
      else session.stdout.write(shown.markdown);
      return shown.missing.length > 0 ? exitCodes.findings : exitCodes.ok;
    });
  },
});
