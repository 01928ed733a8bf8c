import type { RequestToAsk } from '@throughline/api';
import { InvalidArgumentError } from 'commander';
import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany, present } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';
import { requestLines } from './request-show.ts';

export interface RequestSubmitOptions extends CompanyOptions {
  readonly asked: RequestToAsk;
  /** Only what it lacks is told; nothing is asked. */
  readonly draft: boolean;
  readonly json: boolean;
}

export const requestSubmit = verb<RequestSubmitOptions>({
  words: ['request', 'submit'],
  summary: 'ask for work; what is vague comes back with what it lacks, and ends with 1',
  examples: [
    'request submit --title "Match payments by reference" --team Finance --draft',
    'request submit --title "Match payments by reference" --team Finance --why "Two people match by hand, three hours a day." --metric dso --baseline 54.2 --target 50 --by 2027-06-30',
  ],
  define(command) {
    command
      .requiredOption('--title <text>', 'what is wanted, in a line')
      .requiredOption('--team <team>', 'for whom')
      .option('--why <text>', 'why the business needs it')
      .option('--metric <id>', 'the number that is to move (`throughline metric list` names them)')
      .option('--baseline <number>', 'where it stands today', figure)
      .option('--target <number>', 'where it is to stand', figure)
      .option('--by <day>', 'by when')
      .option('--acceptance <text>', 'by what one sees that it is done')
      .option('--draft', 'only say what it lacks, and what is like it');
    defineCompany(command);
  },
  options(command) {
    const said = command.opts<Partial<RequestToAsk> & { why?: string; by?: string; draft?: boolean }>();
    const { title = '', team = '', why: rationale, by: outcomeBy, metric, baseline, target, acceptance } = said;
    const asked = { title, team, ...present({ rationale, metric, baseline, target, outcomeBy, acceptance }) };
    return { ...companyOf(command), asked, draft: said.draft === true };
  },
  run({ json, asked, draft, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const { stdout } = session;
      if (draft) {
        const coached = await client.request('POST /{database}/request-drafts', { params: of, body: asked });
        if (json) printJson(stdout, coached);
        else
          printLines(stdout, [
            ...(coached.missing.length === 0 ? ['It has all that is needed to be weighed.'] : []),
            ...coached.missing.map(({ field, why }) => `Missing ${field}: ${why}`),
            ...coached.articles.map((one) => `May answer it: ${one.number} ${one.title} (${one.of}): ${one.shared.join(', ')}`),
            ...coached.similar.map((one) => `Like ${one.number} ${one.title} (${one.likeness}%): ${one.shared.join(', ')}`),
          ]);
        return coached.missing.length > 0 ? exitCodes.findings : exitCodes.ok;
      }
      const made = await client.request('POST /{database}/requests', { params: of, body: asked });
      if (json) printJson(stdout, made);
      else printLines(stdout, requestLines(made));
      return made.missing.length > 0 ? exitCodes.findings : exitCodes.ok;
    });
  },
});

function figure(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Give a number.');
  return value;
}
