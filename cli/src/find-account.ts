import type { Account } from '@throughline/api';
import type { Company } from './company.ts';
import { CommandError } from './failure.ts';

/** An account by its address, or by what the log calls it. @throws CommandError account-unknown */
export async function findAccount({ client, of }: Company, named: string): Promise<Account> {
  const asked = named.toLowerCase();
  let after: string | undefined;
  do {
    const query = { limit: 200, ...(after === undefined ? {} : { after }) };
    const page = await client.request('GET /{database}/accounts', { params: of, query });
    const found = page.items.find(({ id, email }) => id === named || email?.toLowerCase() === asked);
    if (found !== undefined) return found;
    after = page.next;
  } while (after !== undefined);
  throw new CommandError('account-unknown', `There is no account ${named}`, {
    ...{
      place: 'account',
      expected: 'an address, or a name of `account list`',
      action: 'List them with `throughline account list`.',
    },
  });
}
