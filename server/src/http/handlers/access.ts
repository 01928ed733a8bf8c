import type { AccessRoute } from '@throughline/api';
import { entities } from '../../demo/company.ts';
import { invite, listAccounts, newLink, showAccount, signOutEverywhere } from '../../sign-in/accounts.ts';
import { listAdminActs } from '../../sign-in/admin-acts.ts';
import { listSessions } from '../../sign-in/auth-tables.ts';
import { linkFor, setPasswordByLink } from '../../sign-in/by-link.ts';
import { endEarly, lend, listDelegations } from '../../sign-in/delegations.ts';
import { requireSession, requireSignIn, sessionOf } from '../../sign-in/desk.ts';
import { issueKey, listKeys, revokeKey } from '../../sign-in/keys.ts';
import { listRefused } from '../../sign-in/list-refused.ts';
import {
  changePassword,
  confirm,
  endOwnSessions,
  enrol,
  giveSecondFactor,
  removeSecondFactor,
  signInByPassword,
  signOut,
} from '../../sign-in/password.ts';
import { grantableRoles } from '../../sign-in/roles-to-grant.ts';
import { beginSingleSignOn } from '../../sign-in/single-sign-on.ts';
import type { CompanyContext, CsvHandlers, Handlers } from '../handler.ts';
import { allRoles } from '../roles.ts';

const defaultOrigin = 'http://127.0.0.1:4600';

/** The roles and the day of the company that is asked. */
async function companyOf({ throughline, actor, now }: CompanyContext) {
  const { latest } = await throughline.engine.clock();
  const day = new Date(now).toISOString().slice(0, 10);
  return { throughline, actor, today: { now, day, all: await allRoles(throughline, latest) } };
}

/** Where links lead: to the address by which others reach the server, else to the one by which it was asked. */
function linkOrigin({ desk, asking }: CompanyContext): string {
  // A command that needs no server asks `localhost` without a port.
  return desk.settings.url ?? (asking.origin === 'http://localhost' ? defaultOrigin : asking.origin);
}

export const accessHandlers: Handlers<AccessRoute> = {
  'GET /session': async (_, { desk, caller }) => ({ body: await sessionOf(desk, caller) }),
  'POST /session': ({ body }, { desk, asking }) => signInByPassword(desk, asking, body),
  'POST /session/second-factor': ({ body }, { desk, asking }) => giveSecondFactor(desk, asking, body.code),
  'DELETE /session': async (_, { desk, asking }) => ({ body: undefined, cookies: await signOut(desk, asking) }),
  'POST /session/link': async ({ body }, { desk, asking }) => ({ body: await linkFor(desk, asking, body.token) }),
  'POST /session/password': ({ body }, { desk, asking }) => setPasswordByLink(desk, asking, body),
  'POST /session/password/change': ({ body }, { desk, asking, caller }) => changePassword(desk, { asking, caller }, body),
  async 'POST /session/single-sign-on'({ body }, { desk, asking }) {
    const { url, cookies } = await beginSingleSignOn(desk, asking, body.returnTo ?? '/');
    return { body: { url }, cookies };
  },
  'POST /session/second-factor/enrol': async ({ body }, { desk, asking, caller }) => ({
    body: await enrol(desk, { asking, caller }, body.password),
  }),
  'POST /session/second-factor/confirm': ({ body }, { desk, asking, caller }) => confirm(desk, { asking, caller }, body.code),
  'POST /session/second-factor/remove': ({ body }, { desk, asking, caller }) =>
    removeSecondFactor(desk, { asking, caller }, body.password),
  async 'GET /sessions'(_, { desk, caller }) {
    requireSignIn(desk);
    const { holder, session } = requireSession(caller);
    const sessions = await listSessions((await desk.main()).pool, holder.person);
    const items = sessions.map(({ id, begunAt, until, address, browser, secondFactor }) => ({
      ...{ id, current: id === session.id, begunAt: begunAt.toISOString(), until: until.toISOString() },
      ...{ address: address || null, browser: browser || null, secondFactor },
    }));
    return { body: { items } };
  },
  async 'DELETE /sessions'(_, { desk, caller }) {
    await endOwnSessions(desk, caller);
    return { body: undefined };
  },
  async 'DELETE /sessions/{session}'({ params }, { desk, caller }) {
    await endOwnSessions(desk, caller, params.session);
    return { body: undefined };
  },
  'GET /{database}/accounts': async ({ query }, context) => ({
    body: await listAccounts(await companyOf(context), { limit: query.limit ?? 50, after: query.after }),
  }),
  'GET /{database}/accounts/{account}': async ({ params }, context) => ({
    body: await showAccount(await companyOf(context), params.account),
  }),
  'POST /{database}/accounts': async ({ body }, context) => ({
    body: await invite(await companyOf(context), { origin: linkOrigin(context), invitation: body }),
  }),
  'POST /{database}/accounts/{account}/link': async ({ params, body }, context) => ({
    body: await newLink(await companyOf(context), {
      ...{ person: params.account, origin: linkOrigin(context), reason: body.reason },
    }),
  }),
  async 'POST /{database}/accounts/{account}/sign-out'({ params, body }, context) {
    const company = await companyOf(context);
    await signOutEverywhere(company, { person: params.account, reason: body.reason });
    return { body: await showAccount(company, params.account) };
  },
  async 'GET /{database}/roles'(_, context) {
    const units = context.throughline.database === 'demo' ? entities.map(({ name }) => ({ id: name, name })) : undefined;
    return { body: await grantableRoles(await companyOf(context), units) };
  },
  'GET /{database}/delegations': async ({ query }, context) => ({
    body: { items: [...(await listDelegations(await companyOf(context), query.all ?? false))] },
  }),
  async 'POST /{database}/delegations'({ body }, context) {
    const company = await companyOf(context);
    requireSignIn(context.desk);
    const { holder } = requireSession(context.throughline.database === 'main' ? context.caller : undefined);
    return { body: await lend(company, holder, body) };
  },
  'POST /{database}/delegations/{case}/end': async ({ params, body }, context) => ({
    body: await endEarly(await companyOf(context), params.case, body.reason),
  }),
  'GET /{database}/keys': async ({ query }, context) => ({
    body: { items: [...(await listKeys(await companyOf(context), query.all ?? false))] },
  }),
  'POST /{database}/keys': async ({ body }, context) => ({
    body: await issueKey(context.desk, { company: await companyOf(context), caller: context.caller }, body),
  }),
  'POST /{database}/keys/{case}/revoke': async ({ params, body }, context) => ({
    body: await revokeKey(await companyOf(context), params.case, body.reason),
  }),
  'GET /{database}/admin-acts': async ({ query }, context) => ({
    body: await listAdminActs(await companyOf(context), { limit: query.limit ?? 50, after: query.after }),
  }),
  'GET /{database}/refused-attempts': async ({ query }, context) => ({
    body: await listRefused(await companyOf(context), { limit: query.limit ?? 50, after: query.after }),
  }),
};

/** All pages of a list, one after the other. */
async function* pages<T>(
  page: (after: string | undefined) => Promise<{ readonly items: readonly T[]; readonly next?: string }>,
): AsyncGenerator<T> {
  let after: string | undefined;
  do {
    const { items, next } = await page(after);
    yield* items;
    after = next;
  } while (after !== undefined);
}

const joined = (values: readonly { readonly role: string }[] | readonly string[] | null) =>
  (values ?? []).map((value) => (typeof value === 'string' ? value : value.role)).join(' ');

export const accessCsv: CsvHandlers<AccessRoute> = {
  async *'GET /{database}/accounts'(_, context) {
    const company = await companyOf(context);
    yield ['account', 'name', 'email', 'title', 'state', 'roles', 'single sign-on', 'second factor', 'last sign-in', 'case'];
    for await (const one of pages((after) => listAccounts(company, { limit: 200, after }))) {
      const roles = one.grants.map(({ role, entities: units }) => (units === null ? role : `${role} (${units.join(', ')})`));
      const ways = [joined(one.provided), one.secondFactorSetUp ? 'yes' : 'no', one.lastSignInAt];
      yield [one.id, one.name, one.email, one.title, one.state, roles.join(' '), ...ways, one.case];
    }
  },
  async *'GET /{database}/delegations'({ query }, context) {
    yield ['from', 'to', 'roles', 'entities', 'from day', 'until day', 'state', 'counts', 'reason', 'case'];
    for (const one of await listDelegations(await companyOf(context), query.all ?? false)) {
      const what = [joined(one.roles), joined(one.entities), one.fromDay, one.untilDay, one.state];
      yield [one.from.id, one.to.id, ...what, one.counts ? 'yes' : 'no', one.reason, one.case];
    }
  },
  async *'GET /{database}/keys'({ query }, context) {
    yield ['begins', 'name', 'person', 'roles', 'entities', 'until', 'state', 'last used', 'case'];
    for (const one of await listKeys(await companyOf(context), query.all ?? false))
      yield [
        ...[one.begins, one.name, one.person.id, joined(one.roles), joined(one.entities), one.until, one.state],
        ...[one.lastUsedAt, one.case],
      ];
  },
  async *'GET /{database}/admin-acts'(_, context) {
    const company = await companyOf(context);
    yield ['at', 'what', 'whom', 'event', 'by', 'outcome', 'detail', 'reason', 'case', 'seq'];
    for await (const one of pages((after) => listAdminActs(company, { limit: 200, after })))
      yield [one.at, one.flow, one.key, one.event, one.actor.id, one.outcome, one.detail, one.reason, one.case, one.seq];
  },
  async *'GET /{database}/refused-attempts'(_, context) {
    const company = await companyOf(context);
    yield ['from', 'latest', 'way', 'account', 'unknown address', 'attempts', 'machine'];
    for await (const one of pages((after) => listRefused(company, { limit: 200, after })))
      yield [one.from, one.at, one.way, one.person?.id ?? null, one.unknown, one.attempts, one.machine];
  },
};
