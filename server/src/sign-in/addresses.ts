import type { Throughline } from '../throughline.ts';
import { keepUser, listUsers } from './auth-tables.ts';
import { accountId } from './who.ts';

/** Brings the addresses by which people sign in to those of their accounts, which are changed by an event of the account. */
export async function followAddresses(throughline: Throughline): Promise<void> {
  const users = await listUsers(throughline.pool);
  const accounts = await throughline.engine.readCases(users.slice(0, 1000).map(({ person }) => accountId(person)));
  const known = new Map(users.map(({ person, email }) => [person, email]));
  for (const { key: person, data } of accounts) {
    const { email, name = person } = data as { readonly email?: string; readonly name?: string };
    if (email !== undefined && email.toLowerCase() !== known.get(person))
      await keepUser(throughline.pool, { person, name, email });
  }
}
