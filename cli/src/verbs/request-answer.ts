import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface RequestAnswerOptions extends CompanyOptions {
  readonly json: boolean;
}

export const requestAnswer = verb<RequestAnswerOptions>({
  words: ['request', 'answer'],
  summary: 'send every decision that was not told yet to who asked',
  examples: ['request answer'],
  define: defineCompany,
  options: companyOf,
  run({ json, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const sent = await client.request('POST /{database}/request-answers', { params: of });
      if (json) printJson(session.stdout, sent);
      else
        printLines(session.stdout, [
          `${sent.told.length} told`,
          ...sent.told.map(({ number, decision, mailed }) => `  ${number}: ${decision}${mailed ? ', mailed' : ', no address'}`),
          ...sent.refused.map(({ number, message }) => `  ${number} was not told: ${message}`),
        ]);
      return sent.refused.length > 0 ? exitCodes.findings : exitCodes.ok;
    });
  },
});
