import type { Actor } from '@throughline/language';
import { people } from '../demo/company.ts';
import type { Throughline } from '../throughline.ts';

/** The program that carries out changes of our own definitions, and says whether there is anybody who could approve one. */
export const gate: Actor = { id: 'change-gate', kind: 'automation', principal: 'change-gate', roles: ['change-gate'] };

/**
 * Whether there is nobody who could approve what another one wants: no account or a single one is in use. From the second on, every change
 * needs an approval. Who was invited and never came approves nothing.
 */
export async function isOnlyPerson({ pool, database }: Throughline): Promise<boolean> {
  if (database === 'demo') return people.length < 2;
  const { rows } = await pool.query("select from throughline.case_ where flow = 'account' and state = 'active' limit 2");
  return rows.length < 2;
}
