import type { Submission } from '@throughline/engine';
import type { Actor, JsonObject } from '@throughline/language';
import type { OpenCase } from '../sql/read-open-cases.ts';
import { actorOf, firstDay, people } from './company.ts';
import { byPerson, dayMs, hasWaited, type Scene } from './move.ts';

/** Accounts belong to no legal unit, but to the company as a whole. */
const accessEntity = 'company';

/** On the morning of the first day everybody gets an account, with the roles that they hold, and takes it up. */
export function inviteStaff(scene: Scene): readonly Submission[] {
  const { now } = scene;
  if (now - firstDay >= dayMs || new Date(now).getUTCHours() >= 12) return [];
  return people.flatMap(({ id, name, title, roles, rolesIn = {} }) => {
    const account = { flow: 'account', entity: accessEntity, key: id };
    const grants: JsonObject[] = [
      ...roles.map((role) => ({ role })),
      ...Object.entries(rolesIn).flatMap(([entity, held]) => held.map((role) => ({ role, entities: [entity] }))),
    ];
    const data = { person: id, name, email: id, title, grants };
    const holder: Actor = { id, kind: 'person', principal: id, roles: ['account-holder', ...(actorOf(id)?.roles ?? [])] };
    return [
      byPerson('administrator', account, { type: 'invite', data }, scene),
      { case: account, input: { kind: 'command', type: 'activate', data: { name }, actor: holder } },
    ];
  });
}

/** Once a year the administrator looks at what each may do. */
export function workOnAccount(account: OpenCase, scene: Scene): readonly Submission[] {
  if (!hasWaited(scene, account, 320 * dayMs, 355 * dayMs)) return [];
  return [byPerson('administrator', account, { type: 'review' }, scene)];
}
