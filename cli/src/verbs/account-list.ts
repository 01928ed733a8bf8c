import type { Account } from '@throughline/api';
import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany, present, wholeNumber } from '../options.ts';
import { printBody, printJson, printLines } from '../output/print.ts';
import { shown, table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

const route = 'GET /{database}/accounts';

export interface AccountListOptions extends CompanyOptions {
  readonly limit: number;
  readonly after?: string;
  readonly csv: boolean;
  readonly json: boolean;
}

export const accountList = verb<AccountListOptions>({
  words: ['account', 'list'],
  summary: 'list who can sign in, and which roles they hold',
  examples: ['account list', 'account list --csv'],
  define(command) {
    command
      .option('--limit <number>', 'at most so many', wholeNumber(1, 200), 50)
      .option('--after <cursor>', 'go on where the page before ended')
      .option('--csv', 'the whole list as CSV');
    defineCompany(command);
  },
  options(command) {
    const { csv = false, limit, after } = command.opts<Partial<AccountListOptions> & Pick<AccountListOptions, 'limit'>>();
    const common = companyOf(command);
    if (csv && common.json) command.error('error: --csv and --json cannot be said together');
    return { ...common, limit, csv, ...present({ after }) };
  },
  run({ json, csv, limit, after, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      if (csv) {
        await printBody(await client.csv(route, { params: of }), session);
        return exitCodes.ok;
      }
      const page = await client.request(route, { params: of, query: { limit, ...present({ after }) } });
      if (json) printJson(session.stdout, page);
      else {
        const more = page.next === undefined ? [] : [`More: --after ${page.next}`];
        printLines(session.stdout, [...accountLines(page.items), ...more]);
      }
      return exitCodes.ok;
    });
  },
});

function accountLines(accounts: readonly Account[]): readonly string[] {
  if (accounts.length === 0) return ['Nobody has an account.'];
  const rows = accounts.map(({ id, name, email, stateTitle, grants, provided, secondFactorSetUp }) => [
    shown(id, 30),
    shown(name, 30),
    shown(email ?? '', 40),
    stateTitle,
    secondFactorSetUp ? 'yes' : 'no',
    shown([...grants.map(rolesOf), ...provided.map(({ role }) => role)].join(', '), 80),
  ]);
  return table(
    ['account', 'name', 'address', 'state', 'second factor', 'roles'].map((title) => ({ title })),
    rows,
  );
}

function rolesOf({ role, entities }: Account['grants'][number]): string {
  return entities === null ? role : `${role} (${entities.join(', ')})`;
}
