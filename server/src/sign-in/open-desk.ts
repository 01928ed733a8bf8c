import type { House } from '../house.ts';
import { HttpProblem } from '../http/problem.ts';
import { allRoles } from '../http/roles.ts';
import type { Throughline } from '../throughline.ts';
import { type Auth, createAuth } from './auth.ts';
import { findKey, readSession } from './auth-tables.ts';
import { sessionToken } from './cookie.ts';
import type { Asking, Caller, Desk } from './desk.ts';
import { digest, signInSecret } from './secret.ts';
import type { SignInSettings } from './settings.ts';
import { vouchFor } from './single-sign-on.ts';
import { findAccount, isOwn, isWelcome, keyActor, personActor, readHolder } from './who.ts';

export interface DeskOptions {
  readonly house: House;
  readonly settings: SignInSettings;
  readonly isPublic: boolean;
}

/** Hosts by which a server can be asked are few: each has its own cookies. */
const originsMax = 8;

export function openDesk({ house, settings, isPublic }: DeskOptions): Desk {
  const auths = new Map<string, Promise<Auth>>();
  const main = () => house.company('main');
  const desk: Desk = {
    settings,
    isPublic,
    main,
    auth(origin) {
      const known = auths.get(origin);
      if (known !== undefined) return known;
      if (auths.size >= originsMax) auths.clear();
      const made = makeAuth(desk, house.env, origin);
      auths.set(origin, made);
      made.catch(() => auths.delete(origin));
      return made;
    },
    secret: async () => secretOf(await main(), house.env),
    caller: async (asking) => (settings.signIn === 'off' ? undefined : whoAsks(desk, house.env, asking)),
    async today() {
      const throughline = await main();
      const { now, latest } = await throughline.engine.clock();
      return { now, day: new Date(now).toISOString().slice(0, 10), all: await allRoles(throughline, latest) };
    },
  };
  return desk;
}

async function makeAuth(desk: Desk, env: House['env'], origin: string): Promise<Auth> {
  const throughline = await desk.main();
  return createAuth({
    pool: throughline.pool,
    secret: await secretOf(throughline, env),
    origin,
    singleSignOn: desk.settings.singleSignOn,
    mayEnter: async (person) => isWelcome(await findAccount(throughline, person)),
    vouch: (profile) => vouchFor(desk, profile),
  });
}

const secrets = new WeakMap<Throughline['pool'], Promise<string>>();

function secretOf({ pool }: Throughline, env: House['env']): Promise<string> {
  const known = secrets.get(pool) ?? signInSecret(pool, env);
  secrets.set(pool, known);
  known.catch(() => secrets.delete(pool));
  return known;
}

async function whoAsks(desk: Desk, env: House['env'], { authorization, cookie }: Asking): Promise<Caller | undefined> {
  if (authorization !== undefined) return callerByKey(desk, authorization);
  if (cookie === undefined) return undefined;
  const throughline = await desk.main();
  const token = sessionToken(cookie, await secretOf(throughline, env));
  if (token === undefined) return undefined;
  const session = token === 'broken' ? undefined : await readSession(throughline.pool, token);
  if (session === undefined) throw new HttpProblem('session-expired', 'The session has ended');
  const holder = await readHolder(throughline, session.person, await desk.today());
  if (holder === undefined || !isWelcome(holder.account)) throw inactive();
  return { holder, actor: personActor(holder, session.secondFactor), session };
}

async function callerByKey(desk: Desk, authorization: string): Promise<Caller> {
  const secret = /^Bearer (tl_[\w-]{43})$/i.exec(authorization)?.[1];
  const throughline = await desk.main();
  const kept = secret === undefined ? undefined : await findKey(throughline.pool, digest(secret));
  const key = kept === undefined ? undefined : await throughline.engine.readCase(kept.caseId);
  const today = await desk.today();
  const person = String(key?.data['person']);
  if (key?.state !== 'issued' || String(key.data['until']) < today.day || !isOwn(key.clocks.principals?.['issue'], person))
    throw new HttpProblem('key-invalid', 'The key is unknown, revoked, or past its day');
  const holder = await readHolder(throughline, person, today);
  if (holder === undefined || !isWelcome(holder.account)) throw inactive();
  return { holder, actor: keyActor(holder, key) };
}

function inactive(): HttpProblem {
  return new HttpProblem('account-inactive', 'The account is suspended, or has left');
}
