import { type Actor, actorAt } from '@throughline/language';
import { actorOf, people } from '../demo/company.ts';
import { localOwner } from '../http/actors.ts';
import type { Throughline } from '../throughline.ts';
import { seesAll, type Visible } from '../visible/visible.ts';

/** Somebody who can be told something. */
export interface Recipient {
  /** As which they act, and under which cases are assigned to them. */
  readonly id: string;
  readonly name: string;
  /** `null`: nothing can be mailed to them. */
  readonly email: string | null;
  readonly actor: Actor;
  readonly visible: Visible;
}

/** All who have an account that is active; in the simulated company its people. */
export async function readAudience(throughline: Throughline): Promise<readonly Recipient[]> {
  if (throughline.database === 'demo')
    return people.flatMap(({ id, name }) => {
      const actor = actorOf(id);
      return actor === undefined ? [] : [{ id, name, email: id, actor, visible: seesAll }];
    });
  return [{ id: localOwner.id, name: 'Owner', email: null, actor: localOwner, visible: seesAll }];
}

export function holdsRole({ actor }: Recipient, role: string, entity: string): boolean {
  return actorAt(actor, entity).roles.includes(role);
}
