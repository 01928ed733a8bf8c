import type { Actor } from '@throughline/language';
import type { Throughline } from '../throughline.ts';
import { accessCase, ask } from './desk.ts';
import type { Grant } from './roles-held.ts';
import { findAccount } from './who.ts';

/** What the log says of those who are no account: nobody is called so. */
const taken: ReadonlySet<string> = new Set(['owner', 'system', 'clock', 'sign-in', 'single-sign-on', 'everybody']);

/** What the log is to call somebody: from what stands before the @ of their address, and free. */
export async function freeHandle(throughline: Throughline, email: string): Promise<string> {
  const stem =
    email
      .toLowerCase()
      .replace(/@.*$/, '')
      .replaceAll(/[^a-z0-9]+/g, '.')
      .replaceAll(/^\.|\.$/g, '')
      .slice(0, 80) || 'person';
  for (let number = 1; number < 1000; number += 1) {
    const handle = number === 1 ? stem : `${stem}.${number}`;
    if (!taken.has(handle) && (await findAccount(throughline, handle)) === undefined) return handle;
  }
  throw new Error(`There is no free name for ${stem}`);
}

export async function bearAccount(
  throughline: Throughline,
  data: {
    readonly person: string;
    readonly name: string;
    readonly email: string;
    readonly title?: string;
    readonly grants?: readonly Grant[];
  },
  { type, actor }: { readonly type: 'invite' | 'admit'; readonly actor: Actor },
): Promise<void> {
  await ask(throughline, accessCase('account', data.person), { type, data, actor });
}
