import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany, present, several } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { shown } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface AccountInviteOptions extends CompanyOptions {
  readonly email: string;
  readonly name?: string;
  readonly roles: readonly string[];
  readonly entities?: readonly string[];
  readonly json: boolean;
}

export const accountInvite = verb<AccountInviteOptions>({
  words: ['account', 'invite'],
  summary: 'let somebody sign in: gives a one-time link by which they set their password',
  examples: [
    'account invite bob@acme.example --role collections',
    'account invite bob@acme.example --name Bob --role collections --role billing --entity Halden',
  ],
  define(command) {
    command
      .argument('<email>', 'the address by which they sign in')
      .option('--name <name>', 'what they are called (default: what stands before the @)')
      .option('--role <role>', 'a role that they hold; may be said several times', several)
      .option('--entity <name>', 'the roles hold in this legal unit only; may be said several times', several);
    defineCompany(command);
  },
  options(command) {
    const { name, role = [], entity } = command.opts<{ name?: string; role?: string[]; entity?: string[] }>();
    const [email = ''] = command.args;
    return { ...companyOf(command), email, roles: role, ...present({ name, entities: entity }) };
  },
  run({ email, name = email.replace(/@.*$/, ''), roles, entities, json, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const grants = roles.map((role) => ({ role, ...(entities === undefined ? {} : { entities: [...entities] }) }));
      const body = { email, name, grants };
      const invited = await client.request('POST /{database}/accounts', { params: of, body });
      const { account, link } = invited;
      if (json) printJson(session.stdout, invited);
      else
        printLines(session.stdout, [
          `${shown(account.name)} is invited, as ${account.id}.`,
          `Give them this link; it is for one use, until ${link.until.slice(0, 16).replace('T', ' ')} UTC:`,
          `  ${link.url}`,
        ]);
      return exitCodes.ok;
    });
  },
});
