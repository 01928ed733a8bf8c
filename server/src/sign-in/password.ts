import type { Session } from '@throughline/api';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { HttpProblem } from '../http/problem.ts';
import { followAddresses } from './addresses.ts';
import { type Attempt, forgetFailures, recordFailure, refuseGuessing, takeCode } from './attempts.ts';
import { machineHeader } from './auth.ts';
import { endSessions, keepPassword, personAwaited, personByEmail, readPasswordHash, readSession } from './auth-tables.ts';
import { awaitingToken, sessionToken } from './cookie.ts';
import {
  type Asking,
  accessCase,
  ask,
  type Caller,
  type Desk,
  ownActor,
  requireSession,
  requireSignIn,
  sessionOf,
} from './desk.ts';
import { keepRefused, type Target } from './refused-attempts.ts';

/** An answer that opens or ends a session. */
export interface Opened {
  readonly body: Session;
  readonly cookies: readonly string[];
}

/** @throws HttpProblem sign-in-failed, sign-in-limited, sign-in-is-off */
export async function signInByPassword(
  desk: Desk,
  asking: Asking,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<Opened> {
  requireSignIn(desk);
  const { pool } = await desk.main();
  const attempt = { person: email, machine: asking.machine };
  return guarded(desk, { ...attempt, target: { way: 'password', email } }, async () => {
    // An address may have been changed on the account since.
    if ((await personByEmail(pool, email)) === undefined) await followAddresses(await desk.main());
    const auth = await desk.auth(asking.origin);
    const body = { email: email.toLowerCase(), password };
    return opened(desk, asking, await auth.api.signInEmail({ body, headers: headersOf(asking), asResponse: true }));
  });
}

/** The code after the password: of the authenticator, or one of the backup codes. @throws HttpProblem sign-in-failed, sign-in-limited */
export async function giveSecondFactor(desk: Desk, asking: Asking, code: string): Promise<Opened> {
  requireSignIn(desk);
  const target = { way: 'second-factor', person: await personOfCode(desk, asking) } as const;
  const attempt = { person: `code ${asking.cookie ?? ''}`, machine: asking.machine, target };
  return guarded(desk, attempt, async () => {
    const auth = await desk.auth(asking.origin);
    const call = { body: { code: code.replaceAll(/\s/g, '') }, headers: headersOf(asking), asResponse: true } as const;
    const isCode = /^\d{6}$/.test(call.body.code);
    if (!isCode) return opened(desk, asking, await auth.api.verifyBackupCode(call));
    return onlyOnce(desk, { asking, code: call.body.code }, await opened(desk, asking, await auth.api.verifyTOTP(call)));
  });
}

/** Whose code it would be: of whom has given the password, or has signed in and sets a second factor up. */
async function personOfCode(desk: Desk, { cookie }: Asking): Promise<string | undefined> {
  const [{ pool }, secret] = await Promise.all([desk.main(), desk.secret()]);
  const awaiting = awaitingToken(cookie, secret);
  const awaited = awaiting === undefined ? undefined : await personAwaited(pool, awaiting);
  if (awaited !== undefined) return awaited;
  const token = sessionToken(cookie, secret);
  return token === undefined || token === 'broken' ? undefined : (await readSession(pool, token))?.person;
}

/** Whoever saw a code being typed does not get in by it: a session that a used one opened ends before anybody has its cookie. */
async function onlyOnce(
  desk: Desk,
  { asking, code }: { readonly asking: Asking; readonly code: string },
  answer: Opened | undefined,
): Promise<Opened | undefined> {
  const { person } = answer?.body ?? {};
  if (person === undefined || person === null) return answer;
  const { pool } = await desk.main();
  if (await takeCode(pool, { person: person.id, code })) return answer;
  const cookie = answer?.cookies.map((one) => one.split(';', 1)[0]).join('; ') ?? '';
  if (cookie.includes('session_token=')) {
    const auth = await desk.auth(asking.origin);
    await auth.api.signOut({ headers: headersOf({ ...asking, cookie }), asResponse: true });
  }
  return undefined;
}

export async function signOut(desk: Desk, asking: Asking): Promise<readonly string[]> {
  if (desk.settings.signIn === 'off') return [];
  const auth = await desk.auth(asking.origin);
  const response = await auth.api.signOut({ headers: headersOf(asking), asResponse: true });
  return response.headers.getSetCookie();
}

/** @throws HttpProblem sign-in-required, sign-in-failed, sign-in-limited */
export async function changePassword(
  desk: Desk,
  { asking, caller }: { readonly asking: Asking; readonly caller: Caller | undefined },
  { current, password }: { readonly current: string; readonly password: string },
): Promise<Opened> {
  requireSignIn(desk);
  const { holder, session } = requireSession(caller);
  const throughline = await desk.main();
  const { person } = holder;
  await requirePassword(desk, asking, { person, password: current });
  await keepPassword(throughline.pool, { person, hash: await hashPassword(password), but: session.id });
  await ask(throughline, accessCase('account', person), { type: 'setPassword', actor: ownActor(person) });
  return { body: await sessionOf(desk, caller), cookies: [] };
}

/** Begins a second factor. @throws HttpProblem sign-in-required, sign-in-failed, sign-in-limited */
export async function enrol(
  desk: Desk,
  { asking, caller }: { readonly asking: Asking; readonly caller: Caller | undefined },
  password: string,
): Promise<{ readonly uri: string; readonly secret: string; readonly backupCodes: string[] }> {
  requireSignIn(desk);
  const { holder } = requireSession(caller);
  await requirePassword(desk, asking, { person: holder.person, password });
  const auth = await desk.auth(asking.origin);
  const response = await auth.api.enableTwoFactor({ body: { password }, headers: headersOf(asking), asResponse: true });
  const given = response.ok ? ((await response.json()) as { totpURI?: string; backupCodes?: string[] }) : {};
  if (given.totpURI === undefined)
    throw new HttpProblem('sign-in-failed', 'A second factor is set up already: take it away first');
  const secret = new URL(given.totpURI).searchParams.get('secret') ?? '';
  return { uri: given.totpURI, secret, backupCodes: given.backupCodes ?? [] };
}

/** The first code: from now on the second factor counts. @throws HttpProblem sign-in-required, sign-in-failed, sign-in-limited */
export async function confirm(
  desk: Desk,
  { asking, caller }: { readonly asking: Asking; readonly caller: Caller | undefined },
  code: string,
): Promise<Opened> {
  requireSignIn(desk);
  const { holder } = requireSession(caller);
  const answer = await giveSecondFactor(desk, asking, code);
  await ask(await desk.main(), accessCase('account', holder.person), { type: 'secondFactorOn', actor: ownActor(holder.person) });
  return answer;
}

/** @throws HttpProblem sign-in-required, sign-in-failed, sign-in-limited */
export async function removeSecondFactor(
  desk: Desk,
  { asking, caller }: { readonly asking: Asking; readonly caller: Caller | undefined },
  password: string,
): Promise<Opened> {
  requireSignIn(desk);
  const { holder } = requireSession(caller);
  await requirePassword(desk, asking, { person: holder.person, password });
  const auth = await desk.auth(asking.origin);
  const response = await auth.api.disableTwoFactor({ body: { password }, headers: headersOf(asking), asResponse: true });
  const answer = await opened(desk, asking, response);
  if (answer === undefined) throw failed();
  await ask(await desk.main(), accessCase('account', holder.person), { type: 'secondFactorOff', actor: ownActor(holder.person) });
  return answer;
}

/** Ends sessions of one's own: one, or all but this one. @throws HttpProblem sign-in-required, session-unknown */
export async function endOwnSessions(desk: Desk, caller: Caller | undefined, only?: string): Promise<void> {
  requireSignIn(desk);
  const { holder, session } = requireSession(caller);
  const { pool } = await desk.main();
  const ended = await endSessions(pool, holder.person, only === undefined ? { but: session.id } : { only });
  if (only !== undefined && ended === 0) throw new HttpProblem('session-unknown', 'None of your sessions is called so');
}

/** One’s password again, before what counts. */
async function requirePassword(desk: Desk, { machine }: Asking, { person, password }: { person: string; password: string }) {
  const { pool } = await desk.main();
  await guarded(desk, { person: `own ${person}`, machine, target: { way: 'own-password', person } }, async () => {
    const hash = await readPasswordHash(pool, person);
    return hash !== undefined && (await verifyPassword({ hash, password })) ? true : undefined;
  });
}

interface Guarded extends Attempt {
  readonly target: Target;
}

/** Counts what is not right, keeps that it was refused, and refuses further attempts after too many. */
async function guarded<T>(desk: Desk, attempt: Guarded, tried: () => Promise<T | undefined>): Promise<T> {
  const { pool } = await desk.main();
  const right = await notGuessed(desk, attempt, tried);
  if (right === undefined) {
    await recordFailure(pool, attempt);
    throw failed();
  }
  await forgetFailures(pool, attempt);
  return right;
}

async function notGuessed<T>(desk: Desk, attempt: Guarded, tried: () => Promise<T | undefined>): Promise<T | undefined> {
  const { pool } = await desk.main();
  const keep = async () => keepRefused(pool, await desk.secret(), { ...attempt.target, machine: attempt.machine });
  try {
    await refuseGuessing(pool, attempt);
  } catch (error) {
    await keep();
    throw error;
  }
  const right = await tried();
  if (right === undefined) await keep();
  return right;
}

/** What was wrong is not told: neither whether there is such an account nor how it stands. */
function failed(): HttpProblem {
  return new HttpProblem('sign-in-failed', 'This does not open an account');
}

export async function opened(desk: Desk, asking: Asking, response: Response): Promise<Opened | undefined> {
  if (!response.ok) return undefined;
  const cookies = response.headers.getSetCookie();
  const { twoFactorRedirect = false } = (await response.json()) as { readonly twoFactorRedirect?: boolean };
  if (twoFactorRedirect) return { body: await sessionOf(desk, undefined, 'second-factor'), cookies };
  // Where no new cookie came, the one that was sent still holds.
  const set = cookies.map((cookie) => cookie.split(';', 1)[0]).join('; ');
  const cookie = set.includes('session_token=') ? set : asking.cookie;
  const caller = await desk.caller({ ...asking, authorization: undefined, cookie });
  return { body: await sessionOf(desk, caller), cookies };
}

export function headersOf({ cookie, browser, machine, origin }: Asking): Headers {
  const headers = new Headers({ origin, [machineHeader]: machine });
  if (cookie !== undefined) headers.set('cookie', cookie);
  if (browser !== undefined) headers.set('user-agent', browser.slice(0, 300));
  return headers;
}
