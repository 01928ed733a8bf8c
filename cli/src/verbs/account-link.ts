import { type CompanyOptions, withCompany } from '../company.ts';
import { findAccount } from '../find-account.ts';
import { companyOf, defineCompany } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface AccountLinkOptions extends CompanyOptions {
  readonly account: string;
  readonly reason: string;
  readonly json: boolean;
}

export const accountLink = verb<AccountLinkOptions>({
  words: ['account', 'link'],
  summary: 'give a new one-time link to somebody who has lost a password or a second factor',
  examples: ['account link bob@acme.example --reason lost'],
  define(command) {
    command
      .argument('<account>', 'their address, or what the log calls them')
      .requiredOption('--reason <text>', 'why; it stays in the log');
    defineCompany(command);
  },
  options(command) {
    const { reason } = command.opts<{ reason: string }>();
    const [account = ''] = command.args;
    return { ...companyOf(command), account, reason };
  },
  run({ account, reason, json, ...options }, session) {
    return withCompany(options, session, async (company) => {
      const { id } = await findAccount(company, account);
      const params = { ...company.of, account: id };
      const link = await company.client.request('POST /{database}/accounts/{account}/link', { params, body: { reason } });
      if (json) printJson(session.stdout, link);
      else
        printLines(session.stdout, [
          `For one use, until ${link.until.slice(0, 16).replace('T', ' ')} UTC; links that ${id} had before open nothing now:`,
          `  ${link.url}`,
        ]);
      return exitCodes.ok;
    });
  },
});
