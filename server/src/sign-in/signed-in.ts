import type { SignedIn } from '@throughline/api';
import { titleOfRole } from '../http/roles.ts';
import type { Throughline } from '../throughline.ts';
import type { Credentials } from './auth-tables.ts';
import type { Caller } from './desk.ts';
import { namesOf } from './names-of-people.ts';

/** Somebody as they see themselves: what they may, and why. */
export async function signedIn(
  throughline: Throughline,
  caller: Caller,
  credentials: Credentials | undefined,
): Promise<SignedIn> {
  const { holder, session } = caller;
  const { account, held, person } = holder;
  const lenders = held.flatMap(({ lentBy }) => lentBy ?? []);
  const names = await namesOf(throughline, [person, ...lenders]);
  return {
    id: person,
    name: names.get(person) ?? person,
    email: typeof account.data['email'] === 'string' ? account.data['email'] : null,
    case: account.id,
    roles: held.slice(0, 1000).map(({ role, entities, from, lentBy, until }) => ({
      role,
      title: titleOfRole(role),
      entities: entities === undefined ? null : [...entities],
      from,
      lentBy: lentBy === undefined ? null : { id: lentBy, name: names.get(lentBy) ?? lentBy },
      until: until ?? null,
    })),
    secondFactor: session?.secondFactor === true,
    secondFactorSetUp: credentials?.secondFactorSetUp === true,
    hasPassword: credentials?.hasPassword === true,
  };
}
