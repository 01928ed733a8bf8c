import { randomBytes } from 'node:crypto';
import type { ApiKey } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import { HttpProblem } from '../http/problem.ts';
import { titleOfRole } from '../http/roles.ts';
import { readNaming } from '../sql/read-loans.ts';
import type { Throughline } from '../throughline.ts';
import { type Company, requireRole } from './accounts.ts';
import { keepKey, readKeys } from './auth-tables.ts';
import { requireOwn } from './delegations.ts';
import { accessCase, ask, type Caller, type Desk, ownActor, requireSession, requireSignIn } from './desk.ts';
import { namesOf } from './names-of-people.ts';
import { digest, newSecret } from './secret.ts';

/** What every key begins with: so that it is known for one where it should not be. */
const keyPrefix = 'tl_';
const shownLength = keyPrefix.length + 6;

/** One’s keys; `all`: everybody's. @throws HttpProblem role-required */
export async function listKeys({ throughline, actor }: Company, all: boolean): Promise<readonly ApiKey[]> {
  const { engine, pool } = throughline;
  if (all) {
    requireRole(actor, 'administrator', 'auditor');
    return views(throughline, (await engine.list({ flow: 'api-key', limit: 500 })).cases);
  }
  const person = actor.principal;
  const ids = await readNaming(pool, { flow: 'api-key', field: 'person', person, open: false });
  return views(
    throughline,
    (await engine.readCases(ids)).filter(({ data }) => data['person'] === person),
  );
}

export interface NewKey {
  readonly name: string;
  readonly roles: readonly string[];
  readonly entities?: readonly string[] | undefined;
  readonly until: string;
}

/** Makes a key. What recognises it is kept; the key itself is in the answer alone. @throws HttpProblem sign-in-required, role-required, data-invalid */
export async function issueKey(
  desk: Desk,
  { company, caller }: { readonly company: Company; readonly caller: Caller | undefined },
  { entities, ...asked }: NewKey,
): Promise<{ readonly key: ApiKey; readonly secret: string }> {
  requireSignIn(desk);
  const { throughline, today } = company;
  if (throughline.database === 'demo') throw new HttpProblem('sign-in-is-off', 'The simulated company has no keys');
  const { holder } = requireSession(caller);
  const { person } = holder;
  requireOwn(holder, asked.roles);
  if (asked.until < today.day) throw new HttpProblem('data-invalid', 'Its last day is over', { place: 'body/until' });
  const number = `K-${randomBytes(5).toString('hex')}`;
  const data = { number, person, ...asked, ...(entities === undefined ? {} : { entities }) };
  const { caseId } = await ask(throughline, accessCase('api-key', number), { type: 'issue', data, actor: ownActor(person) });
  const secret = `${keyPrefix}${newSecret()}`;
  await keepKey(throughline.pool, { hash: digest(secret), caseId, begins: secret.slice(0, shownLength) });
  return { key: await showKey(throughline, caseId), secret };
}

/** From now on it opens nothing; for its owner, and administrators. @throws HttpProblem case-unknown; RefusedError */
export async function revokeKey({ throughline, actor }: Company, id: string, reason: string): Promise<ApiKey> {
  const found = await throughline.engine.readCase(id);
  const isMine = found?.data['person'] === actor.principal;
  if (found?.flow !== 'api-key' || (!isMine && !actor.roles.includes('administrator')))
    throw new HttpProblem('case-unknown', 'There is no such key', { place: 'case' });
  await ask(throughline, { id }, { type: 'revoke', reason, actor: isMine ? ownActor(actor.principal) : actor });
  return showKey(throughline, id);
}

async function showKey(throughline: Throughline, id: string): Promise<ApiKey> {
  const found = await throughline.engine.readCase(id);
  const [view] = await views(throughline, found === undefined ? [] : [found]);
  if (view === undefined) throw new HttpProblem('case-unknown', 'There is no such key');
  return view;
}

interface KeyData {
  readonly person: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly entities?: readonly string[];
  readonly until: string;
}

async function views(throughline: Throughline, cases: readonly CaseView[]): Promise<readonly ApiKey[]> {
  const parts = cases.map((one) => ({ one, data: one.data as unknown as KeyData }));
  const [kept, names] = await Promise.all([
    readKeys(
      throughline.pool,
      cases.map(({ id }) => id),
    ),
    namesOf(
      throughline,
      parts.map(({ data }) => data.person),
    ),
  ]);
  return parts
    .map(({ one, data }) => ({
      ...{
        case: one.id,
        seq: one.seq,
        person: { id: data.person, name: names.get(data.person) ?? data.person },
        name: data.name,
      },
      begins: kept.get(one.id)?.begins ?? keyPrefix,
      roles: data.roles.map((role) => ({ role, title: titleOfRole(role) })),
      entities: data.entities === undefined ? null : [...data.entities],
      ...{ until: data.until, state: one.state, lastUsedAt: kept.get(one.id)?.lastUsedAt?.toISOString() ?? null },
    }))
    .sort((a, b) => (a.until < b.until ? 1 : -1));
}
