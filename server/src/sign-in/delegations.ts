import { randomBytes } from 'node:crypto';
import type { Delegation } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import { RefusedError } from '../cases/refused.ts';
import { HttpProblem } from '../http/problem.ts';
import { titleOfRole } from '../http/roles.ts';
import { readNaming } from '../sql/read-loans.ts';
import type { Throughline } from '../throughline.ts';
import { type Company, requireAccount, requireRole } from './accounts.ts';
import { accessCase, ask, ownActor } from './desk.ts';
import { namesOf } from './names-of-people.ts';
import type { Delegated } from './roles-held.ts';
import { countsNow, type Holder } from './who.ts';

/** What somebody lends and is lent; `all`: everybody's. @throws HttpProblem role-required */
export async function listDelegations({ throughline, actor, today }: Company, all: boolean): Promise<readonly Delegation[]> {
  const { engine, pool } = throughline;
  if (all) {
    requireRole(actor, 'administrator', 'auditor');
    return views(throughline, (await engine.list({ flow: 'delegation', limit: 500 })).cases, today.day);
  }
  const person = actor.principal;
  const asked = { flow: 'delegation', person, open: false };
  const ids = await Promise.all([readNaming(pool, { ...asked, field: 'to' }), readNaming(pool, { ...asked, field: 'from' })]);
  const cases = await engine.readCases([...new Set(ids.flat())].slice(0, 500));
  return views(
    throughline,
    cases.filter(({ data }) => isOf(data as unknown as Delegated, person)),
    today.day,
  );
}

export interface Loan {
  readonly to: string;
  readonly roles: readonly string[];
  readonly entities?: readonly string[] | undefined;
  readonly fromDay: string;
  readonly untilDay: string;
  readonly reason: string;
}

/** Lends roles of one’s own. @throws HttpProblem account-unknown, role-required, data-invalid; RefusedError */
export async function lend({ throughline, today }: Company, holder: Holder, loan: Loan): Promise<Delegation> {
  await requireAccount(throughline, loan.to);
  requireOwn(holder, loan.roles);
  if (loan.to === holder.person)
    throw new HttpProblem('data-invalid', 'Roles are lent to somebody else', { place: 'body/to', expected: 'another person' });
  if (loan.untilDay < loan.fromDay || loan.untilDay < today.day)
    throw new HttpProblem('data-invalid', 'The last day is over, or before the first', { place: 'body/untilDay' });
  const number = `D-${randomBytes(5).toString('hex')}`;
  const { entities, ...rest } = loan;
  const data = { number, from: holder.person, ...rest, ...(entities === undefined ? {} : { entities }) };
  const at = accessCase('delegation', number);
  const { caseId } = await ask(throughline, at, { type: 'lend', data, actor: ownActor(holder.person) });
  return showDelegation(throughline, caseId, today.day);
}

/** Before its last day, by either of the two or an administrator. @throws HttpProblem case-unknown, role-required; RefusedError */
export async function endEarly({ throughline, actor, today }: Company, id: string, reason: string): Promise<Delegation> {
  const found = await throughline.engine.readCase(id);
  const isMine = found?.flow === 'delegation' && isOf(found.data as unknown as Delegated, actor.principal);
  if (found?.flow !== 'delegation' || (!isMine && !actor.roles.includes('administrator')))
    throw new HttpProblem('case-unknown', 'There is no such delegation', { place: 'case' });
  await ask(throughline, { id }, { type: 'endEarly', reason, actor: isMine ? ownActor(actor.principal) : actor });
  return showDelegation(throughline, id, today.day);
}

/** Only what somebody holds themselves can be handed on. @throws HttpProblem role-required */
export function requireOwn({ held }: Holder, roles: readonly string[]): void {
  const own = new Set(held.filter(({ from }) => from !== 'lent').map(({ role }) => role));
  const missing = roles.find((role) => !own.has(role));
  if (missing === undefined) return;
  throw new HttpProblem('role-required', `You do not hold the role ${titleOfRole(missing)} yourself`, {
    place: 'body/roles',
    expected: 'roles that you hold, and not by a loan',
  });
}

function isOf({ from, to }: Delegated, person: string): boolean {
  return from === person || to === person;
}

async function showDelegation(throughline: Throughline, id: string, day: string): Promise<Delegation> {
  const found = await throughline.engine.readCase(id);
  const [view] = await views(throughline, found === undefined ? [] : [found], day);
  if (view === undefined) throw new RefusedError({ code: 'case-not-born', message: 'There is no such delegation' });
  return view;
}

async function views(throughline: Throughline, cases: readonly CaseView[], day: string): Promise<readonly Delegation[]> {
  const parts = cases.map((one) => ({ one, data: one.data as unknown as Delegated & { readonly reason: string } }));
  const names = await namesOf(
    throughline,
    parts.flatMap(({ data }) => [data.from, data.to]),
  );
  const person = (id: string) => ({ id, name: names.get(id) ?? id });
  return parts
    .map(({ one, data }) => ({
      ...{ case: one.id, seq: one.seq, from: person(data.from), to: person(data.to) },
      roles: data.roles.map((role) => ({ role, title: titleOfRole(role) })),
      entities: data.entities === undefined ? null : [...data.entities],
      ...{ fromDay: data.fromDay, untilDay: data.untilDay, reason: data.reason, state: one.state },
      counts: countsNow(one, day),
    }))
    .sort((a, b) => (a.fromDay < b.fromDay ? 1 : -1));
}
