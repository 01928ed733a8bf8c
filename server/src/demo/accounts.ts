import type { Submission } from '@throughline/engine';
import type { Actor, JsonObject } from '@throughline/language';
import type { OpenCase } from '../sql/read-open-cases.ts';
import { actorOf, firstDay, people } from './company.ts';
import { byPerson, dayMs, hasWaited, type Scene } from './move.ts';

/** Accounts belong to no legal unit, but to the company as a whole. */
const accessEntity = 'company';

/** The administrator sets all up, as the owner of what is empty yet. */
const administrator = 'uwe.lorenz@halden.example';
const founder: Actor = { id: administrator, kind: 'person', principal: administrator, roles: ['administrator', 'owner'] };

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
      { case: account, input: { kind: 'command', type: 'invite', data, actor: founder } },
      { case: account, input: { kind: 'command', type: 'activate', data: { name }, actor: holder } },
    ];
  });
}

/** Before a year has passed the administrator looks at what each may do. */
export function workOnAccount(account: OpenCase, scene: Scene): readonly Submission[] {
  const isReviewed = account.clocks.principals?.['review'] !== undefined;
  if (isReviewed || !hasWaited(scene, account, 300 * dayMs, 350 * dayMs)) return [];
  return [byPerson('administrator', account, { type: 'review' }, scene)];
}
