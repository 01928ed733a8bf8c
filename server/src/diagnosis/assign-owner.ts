import type { Actor } from '@throughline/language';
import { RefusedError } from '../cases/refused.ts';
import { holdsRole, readAudience } from '../notifications/audience.ts';
import type { Throughline } from '../throughline.ts';
import { runner } from './record.ts';

export interface Ownership {
  /** The role that answers for the number. */
  readonly role: string;
  readonly entity: string;
  /** Who asked. */
  readonly actor: Actor;
}

/**
 * Puts a diagnosis on the desk of somebody who answers for its number: of whoever asked, if they do; else of the first by name. They are told,
 * and can pass it on. Where nobody holds the role it is for all who may decide.
 */
export async function assignOwner(throughline: Throughline, id: string, { role, entity, actor }: Ownership): Promise<void> {
  const holders = (await readAudience(throughline)).filter((one) => holdsRole(one, role, entity));
  const byName = holders.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const owner = holders.find((one) => one.id === actor.id) ?? byName[0];
  if (owner === undefined) return;
  const result = await throughline.engine.submit({
    case: { id },
    input: { kind: 'command', type: 'assign', data: { to: owner.id }, actor: runner },
  });
  if (result.outcome === 'refused' || result.outcome === 'failed') throw new RefusedError(result.refusal);
}
