import type { Throughline } from '../throughline.ts';
import { accountId } from './who.ts';

/** What people are called, as it was last read: for texts that are made without a look-up. */
const known = new WeakMap<Throughline['pool'], Map<string, string>>();

/** By person, their names; who has no account, or was erased, is called what the log calls them. */
export async function namesOf(throughline: Throughline, people: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const accounts = await throughline.engine.readCases([...new Set(people)].map(accountId));
  for (const { key, data } of accounts) if (typeof data['name'] === 'string') keepName(throughline, key, data['name']);
  return new Map(accounts.map(({ key, data }) => [key, typeof data['name'] === 'string' ? data['name'] : key]));
}

export function keepName({ pool }: Pick<Throughline, 'pool'>, person: string, name: string): void {
  const names = known.get(pool) ?? new Map<string, string>();
  known.set(pool, names);
  names.set(person, name);
}

export function knownName({ pool }: Partial<Pick<Throughline, 'pool'>>, person: string): string | undefined {
  return pool === undefined ? undefined : known.get(pool)?.get(person);
}
