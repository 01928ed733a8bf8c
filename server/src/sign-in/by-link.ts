import type { LinkFor } from '@throughline/api';
import { hashPassword } from 'better-auth/crypto';
import { HttpProblem } from '../http/problem.ts';
import { recordFailure, refuseGuessing } from './attempts.ts';
import { isClaimed, keepPassword, keepUser } from './auth-tables.ts';
import { type Asking, accessCase, ask, type Desk, ownActor, requireSignIn } from './desk.ts';
import { issueLink, type Link, readLink, takeLink } from './links.ts';
import { bearAccount } from './new-account.ts';
import { type Opened, signInByPassword } from './password.ts';
import { keepRefused } from './refused-attempts.ts';
import { ownerGrant } from './roles-held.ts';
import { findAccount, isWelcome } from './who.ts';

/** What the log calls the first person: the same as whoever worked here before there was sign-in. */
const firstPerson = 'owner';

/** The address of a one-time link. */
export function linkAddress(origin: string, token: string): string {
  return `${origin}/sign-in?setup=${token}`;
}

/** A link for the first person, anew at each start; `undefined`: somebody can sign in already. */
export async function firstLink(desk: Desk, origin: string): Promise<{ readonly url: string; readonly until: Date } | undefined> {
  if (desk.settings.signIn === 'off') return undefined;
  const { pool } = await desk.main();
  if (await isClaimed(pool)) return undefined;
  const { token, until } = await issueLink(pool, { kind: 'owner', person: undefined });
  return { url: linkAddress(origin, token), until };
}

/** @throws HttpProblem link-invalid, sign-in-limited */
export async function linkFor(desk: Desk, { machine }: Asking, token: string): Promise<LinkFor> {
  requireSignIn(desk);
  const link = await tried(desk, machine, (pool) => readLink(pool, token));
  const account = link.person === undefined ? undefined : await findAccount(await desk.main(), link.person);
  const { name = '', email = '' } = (account?.data ?? {}) as { readonly name?: string; readonly email?: string };
  return { kind: link.kind, name, email, until: link.until.toISOString() };
}

export interface ByLink {
  readonly token: string;
  readonly password: string;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
}

/**
 * Sets the password of whom the link is for, makes the account of the first person, and signs in.
 *
 * @throws HttpProblem link-invalid, sign-in-limited, request-invalid
 */
export async function setPasswordByLink(desk: Desk, asking: Asking, given: ByLink): Promise<Opened> {
  requireSignIn(desk);
  const seen = await tried(desk, asking.machine, (pool) => readLink(pool, given.token));
  if (seen.kind === 'owner' && (given.name === undefined || given.email === undefined)) {
    const message = 'The first person says their name and their address';
    throw new HttpProblem('request-invalid', message, { place: 'body/email', expected: 'name and email' });
  }
  const { pool } = await desk.main();
  const hash = await hashPassword(given.password);
  const link = await takeLink(pool, given.token);
  const { person, email } = link.kind === 'owner' ? await claim(desk, given) : await welcome(desk, link, given);
  await keepPassword(pool, { person, hash, forgetSecondFactor: true });
  await ask(await desk.main(), accessCase('account', person), { type: 'setPassword', actor: ownActor(person) });
  return signInByPassword(desk, asking, { email, password: given.password });
}

/** The first person: of two who claim at once, one does. */
async function claim(desk: Desk, { name = '', email = '' }: ByLink): Promise<{ person: string; email: string }> {
  const throughline = await desk.main();
  const person = firstPerson;
  if (await isClaimed(throughline.pool)) throw new HttpProblem('link-invalid', 'Somebody was first');
  await keepUser(throughline.pool, { person, name, email });
  const account = await findAccount(throughline, person);
  if (account === undefined) {
    const data = { person, name, email: email.toLowerCase(), grants: [{ role: ownerGrant }] };
    await bearAccount(throughline, data, { type: 'invite', actor: ownActor(person, 'administrator', 'owner') });
  }
  await activate(desk, person, name);
  return { person, email };
}

async function welcome(desk: Desk, { person = '' }: Link, { name }: ByLink): Promise<{ person: string; email: string }> {
  const throughline = await desk.main();
  const account = await findAccount(throughline, person);
  if (!isWelcome(account)) throw new HttpProblem('link-invalid', 'The account is suspended, or has left');
  const { name: called = person, email = '' } = account.data as { readonly name?: string; readonly email?: string };
  await keepUser(throughline.pool, { person, name: name ?? called, email });
  await activate(desk, person, name ?? called);
  return { person, email };
}

async function activate(desk: Desk, person: string, name: string): Promise<void> {
  const throughline = await desk.main();
  const account = await findAccount(throughline, person);
  if (account?.state !== 'invited') return;
  await ask(throughline, accessCase('account', person), { type: 'activate', data: { name }, actor: ownActor(person) });
}

/** Links are too long to be guessed; who tries all the same is held up by their machine. */
async function tried<T>(desk: Desk, machine: string, work: (pool: Parameters<typeof readLink>[0]) => Promise<T>): Promise<T> {
  const { pool } = await desk.main();
  const attempt = { person: `link ${machine}`, machine };
  try {
    await refuseGuessing(pool, attempt);
    return await work(pool);
  } catch (error) {
    const isInvalid = error instanceof HttpProblem && error.code === 'link-invalid';
    if (isInvalid) await recordFailure(pool, attempt);
    if (error instanceof HttpProblem) await keepRefused(pool, await desk.secret(), { way: 'link', machine });
    throw error;
  }
}
