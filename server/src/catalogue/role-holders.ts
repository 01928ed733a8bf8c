import type { Millis } from '@throughline/language';
import { heldBy } from '../sign-in/roles-held.ts';
import type { Throughline } from '../throughline.ts';

const pageSize = 1000;
const pagesMax = 20;

/**
 * By role, the people with an account that may sign in who were granted it, now. What is lent does not count, nor does the owner's right to everything: neither says that
 * somebody knows the work. `undefined`: nobody has an account here.
 */
export async function roleHolders(
  { engine }: Throughline,
  now: Millis,
): Promise<ReadonlyMap<string, readonly string[]> | undefined> {
  const { latest } = await engine.clock();
  if (latest['account'] === undefined) return undefined;
  const today = new Date(now).toISOString().slice(0, 10);
  const holders = new Map<string, string[]>();
  let accounts = 0;
  let after: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const { cases, next } = await engine.list({ flow: 'account', limit: pageSize, ...(after === undefined ? {} : { after }) });
    for (const account of cases) {
      if (account.state !== 'active' && account.state !== 'invited') continue;
      accounts += 1;
      if (account.state !== 'active') continue;
      for (const role of new Set(heldBy(account, today, []).map((held) => held.role))) {
        holders.set(role, [...(holders.get(role) ?? []), account.key]);
      }
    }
    if (next === undefined) break;
    after = next;
  }
  return accounts === 0 ? undefined : holders;
}
