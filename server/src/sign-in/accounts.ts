import type { Account, OneTimeLink } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import type { Actor } from '@throughline/language';
import { loadFlows } from '../cases/flow-book.ts';
import { HttpProblem } from '../http/problem.ts';
import { titleOfRole } from '../http/roles.ts';
import type { Throughline } from '../throughline.ts';
import { type Credentials, endSessions, keepUser, personByEmail, readCredentials } from './auth-tables.ts';
import { linkAddress } from './by-link.ts';
import { accessCase, ask, type Today } from './desk.ts';
import { issueLink } from './links.ts';
import { keepName } from './names-of-people.ts';
import { bearAccount, freeHandle } from './new-account.ts';
import { countsOn, type Grant, grantsOf, holderRole, ownerGrant, providedBy } from './roles-held.ts';
import { findAccount } from './who.ts';

/** @throws HttpProblem role-required */
export function requireRole(actor: Actor, ...roles: readonly string[]): void {
  if (roles.some((role) => actor.roles.includes(role))) return;
  const titles = roles.map(titleOfRole).join(' or ');
  throw new HttpProblem('role-required', `This needs the role ${titles}`, { expected: titles });
}

export interface Company {
  readonly throughline: Throughline;
  readonly actor: Actor;
  readonly today: Today;
}

/** Everybody who can sign in, by what the log calls them. @throws HttpProblem role-required */
export async function listAccounts(
  { throughline, actor, today }: Company,
  { limit, after }: { readonly limit: number; readonly after?: string | undefined },
): Promise<{ readonly items: Account[]; readonly next?: string }> {
  requireRole(actor, 'administrator', 'auditor');
  const page = await throughline.engine.list({ flow: 'account', limit, ...(after === undefined ? {} : { after }) });
  const views = await accountViews(throughline, page.cases, today);
  const items = actor.roles.includes('administrator') ? views : views.map(withoutName);
  return page.next === undefined ? { items } : { items, next: page.next };
}

/** @throws HttpProblem account-unknown, role-required */
export async function showAccount({ throughline, actor, today }: Company, person: string): Promise<Account> {
  if (actor.principal !== person) requireRole(actor, 'administrator', 'auditor');
  const [view] = await accountViews(throughline, [await requireAccount(throughline, person)], today);
  if (view === undefined) throw new Error(`The account ${person} has no view`);
  return actor.principal === person || actor.roles.includes('administrator') ? view : withoutName(view);
}

/** Auditors see who may do what, and nothing that is personal. */
function withoutName(account: Account): Account {
  return { ...account, name: account.id, email: null };
}

export interface Invitation {
  readonly email: string;
  readonly name: string;
  readonly title?: string | undefined;
  readonly grants?: readonly Grant[] | undefined;
}

/**
 * Makes an account, and a link by which its holder takes it up.
 *
 * @throws HttpProblem account-exists, role-unknown, sign-in-is-off; RefusedError role-required
 */
export async function invite(
  { throughline, actor, today }: Company,
  { origin, invitation }: { readonly origin: string; readonly invitation: Invitation },
): Promise<{ readonly account: Account; readonly link: OneTimeLink }> {
  requireRole(actor, 'administrator');
  refuseSimulated(throughline);
  const { name, title = '', grants = [] } = invitation;
  const email = invitation.email.toLowerCase();
  refuseUnknownRoles(grants, today.all);
  if ((await personByEmail(throughline.pool, email)) !== undefined)
    throw new HttpProblem('account-exists', 'Somebody signs in by this address already', { place: 'body/email' });
  const person = await freeHandle(throughline, email);
  await bearAccount(throughline, { person, name, email, title, grants }, { type: 'invite', actor });
  const isKept = await keepUser(throughline.pool, { person, name, email });
  if (!isKept) throw new HttpProblem('account-exists', 'Somebody signs in by this address already', { place: 'body/email' });
  const link = await linkOf(throughline, { person, kind: 'invitation', origin });
  return { account: await showAccount({ throughline, actor, today }, person), link };
}

/** A new link for somebody who has lost what they sign in with. @throws HttpProblem account-unknown; RefusedError role-required */
export async function newLink(
  { throughline, actor }: Company,
  { person, origin, reason }: { readonly person: string; readonly origin: string; readonly reason: string },
): Promise<OneTimeLink> {
  requireRole(actor, 'administrator');
  refuseSimulated(throughline);
  const account = await requireAccount(throughline, person);
  await ask(throughline, accessCase('account', person), { type: 'issueLink', reason, actor });
  const { name = person, email = '' } = account.data as { readonly name?: string; readonly email?: string };
  await keepUser(throughline.pool, { person, name, email });
  return linkOf(throughline, { person, kind: account.state === 'invited' ? 'invitation' : 'password', origin });
}

/** Ends all sessions of somebody. @throws HttpProblem account-unknown; RefusedError role-required */
export async function signOutEverywhere(
  { throughline, actor }: Company,
  { person, reason }: { readonly person: string; readonly reason: string },
): Promise<void> {
  requireRole(actor, 'administrator');
  refuseSimulated(throughline);
  await requireAccount(throughline, person);
  await ask(throughline, accessCase('account', person), { type: 'endSessions', reason, actor });
  await endSessions(throughline.pool, person);
}

/** Passwords are those of the owner's company: the simulated one has none. @throws HttpProblem sign-in-is-off */
function refuseSimulated({ database }: Throughline): void {
  if (database === 'main') return;
  throw new HttpProblem('sign-in-is-off', 'Nobody signs in to the simulated company: act as one of its people');
}

async function linkOf(
  { pool }: Throughline,
  { person, kind, origin }: { readonly person: string; readonly kind: 'invitation' | 'password'; readonly origin: string },
): Promise<OneTimeLink> {
  const { token, until } = await issueLink(pool, { kind, person });
  return { url: linkAddress(origin, token), until: until.toISOString() };
}

function refuseUnknownRoles(grants: readonly Grant[], all: readonly string[]): void {
  const at = grants.findIndex(({ role }) => role === holderRole || (role !== ownerGrant && !all.includes(role)));
  if (at < 0) return;
  throw new HttpProblem('role-unknown', `There is no role ${grants[at]?.role}`, { place: `body/grants/${at}/role` });
}

/** @throws HttpProblem account-unknown */
export async function requireAccount(throughline: Throughline, person: string): Promise<CaseView> {
  const account = await findAccount(throughline, person);
  if (account !== undefined && account.state !== 'expected') return account;
  throw new HttpProblem('account-unknown', 'There is no such account');
}

async function accountViews(throughline: Throughline, cases: readonly CaseView[], today: Today): Promise<Account[]> {
  const people = cases.map(({ key }) => key);
  const [credentials, flowOf, keys] = await Promise.all([
    readCredentials(throughline.pool, people),
    loadFlows(throughline, cases),
    Promise.all(people.map((person) => countKeys(throughline, person))),
  ]);
  return cases.map((one, index) => {
    const view = accountView(one, credentials.get(one.key), today);
    keepName(throughline, one.key, view.name);
    return { ...view, stateTitle: flowOf(one).definition.states[one.state]?.title ?? one.state, keys: keys[index] ?? 0 };
  });
}

async function countKeys({ engine }: Throughline, person: string): Promise<number> {
  const where = [{ field: 'person', comparison: '=', values: [person] }] as const;
  const { cases } = await engine.list({ flow: 'api-key', open: true, where, limit: 1000 });
  return cases.length;
}

function accountView({ id, key, seq, state, data }: CaseView, credentials: Credentials | undefined, { day }: Today): Account {
  const { name = key, email, title = '' } = data as { readonly name?: string; readonly email?: string; readonly title?: string };
  return {
    ...{ id: key, case: id, seq, name, email: email ?? null, title, state, stateTitle: state },
    grants: grantsOf({ data }).map((grant) => ({
      role: grant.role,
      title: titleOfRole(grant.role),
      entities: grant.entities === undefined ? null : [...grant.entities],
      from: grant.from ?? null,
      until: grant.until ?? null,
      counts: state === 'active' && countsOn(grant, day),
    })),
    provided: providedBy({ data }).map((role) => ({ role, title: titleOfRole(role) })),
    secondFactorSetUp: credentials?.secondFactorSetUp === true,
    hasPassword: credentials?.hasPassword === true,
    lastSignInAt: credentials?.lastSignInAt?.toISOString() ?? null,
    sessions: credentials?.sessions ?? 0,
    keys: 0,
  };
}
