import { ThroughlineError } from '../errors.ts';
import { HttpProblem } from '../http/problem.ts';
import { singleSignOnId, type Vouched } from './auth.ts';
import { keepUser, personByEmail, personBySubject } from './auth-tables.ts';
import { type Asking, accessCase, ask, type Desk, ownActor, requireSignIn } from './desk.ts';
import { bearAccount, freeHandle } from './new-account.ts';
import { keepRefused } from './refused-attempts.ts';
import { providedBy } from './roles-held.ts';
import type { SingleSignOnSettings } from './settings.ts';
import { findAccount, isWelcome } from './who.ts';

/** Where the browser goes, and the cookies by which it is known again. @throws HttpProblem single-sign-on-missing, -failed */
export async function beginSingleSignOn(
  desk: Desk,
  { origin, cookie }: Asking,
  returnTo: string,
): Promise<{ readonly url: string; readonly cookies: readonly string[] }> {
  requireSignIn(desk);
  if (desk.settings.singleSignOn === undefined)
    throw new HttpProblem('single-sign-on-missing', 'This server has no single sign-on');
  const auth = await desk.auth(origin);
  const response = await auth.api.signInSocial({
    body: {
      provider: singleSignOnId,
      callbackURL: `${origin}${returnTo}`,
      errorCallbackURL: `${origin}/sign-in?failed=single-sign-on`,
      disableRedirect: true,
    },
    headers: new Headers({ origin, ...(cookie === undefined ? {} : { cookie }) }),
    asResponse: true,
  });
  const { url } = response.ok ? ((await response.json()) as { url?: string }) : {};
  if (url === undefined) throw new HttpProblem('single-sign-on-failed', 'The single sign-on cannot be asked');
  return { url, cookies: response.headers.getSetCookie() };
}

type Profile = Readonly<Record<string, unknown>>;

/**
 * Makes the account ready of whom the provider vouches for, and brings its roles to what the provider says now. Somebody unknown gets an account
 * if a group of theirs gives a role. `undefined`: they are nobody here.
 */
export async function vouchFor(desk: Desk, profile: Profile): Promise<Vouched | undefined> {
  const vouched = await welcomed(desk, profile);
  if (vouched === undefined && typeof profile['email'] === 'string') {
    const [{ pool }, secret] = await Promise.all([desk.main(), desk.secret()]);
    await keepRefused(pool, secret, { way: 'single-sign-on', email: profile['email'] });
  }
  return vouched;
}

async function welcomed(desk: Desk, profile: Profile): Promise<Vouched | undefined> {
  const settings = desk.settings.singleSignOn;
  const { sub, email, email_verified: verified, name } = profile;
  if (settings === undefined || typeof email !== 'string' || (verified !== true && verified !== 'true')) return undefined;
  const throughline = await desk.main();
  const roles = rolesOf(settings, profile);
  const known =
    (await personBySubject(throughline.pool, singleSignOnId, String(sub))) ?? (await personByEmail(throughline.pool, email));
  const person = known ?? (roles.length === 0 ? undefined : await freeHandle(throughline, email));
  if (person === undefined) return undefined;
  if (known === undefined) {
    const called = typeof name === 'string' && name !== '' ? name.slice(0, 200) : person;
    const mayKeep = await keepUser(throughline.pool, { person, name: called, email });
    if (!mayKeep) throw new ThroughlineError('case-unknown', 'The address has just been given to somebody else');
    await bearAccount(throughline, { person, name: called, email: email.toLowerCase() }, { type: 'admit', actor: provider });
  }
  const account = await findAccount(throughline, person);
  if (!isWelcome(account)) return undefined;
  const at = accessCase('account', person);
  if (account.state === 'invited')
    await ask(throughline, at, { type: 'activate', data: { name: account.data['name'] }, actor: ownActor(person) });
  if (JSON.stringify([...providedBy(account)].sort()) !== JSON.stringify(roles))
    await ask(throughline, at, { type: 'provide', data: { roles }, actor: provider });
  return { secondFactor: hasSecondFactor(settings, profile) };
}

/** The program that tells what the provider's directory says. */
const provider = { id: 'single-sign-on', kind: 'automation', principal: 'single-sign-on', roles: [] } as const;

function rolesOf({ claim, roles }: SingleSignOnSettings, profile: Profile): readonly string[] {
  const said = profile[claim];
  const groups = typeof said === 'string' ? [said] : Array.isArray(said) ? said : [];
  const given = groups.flatMap((group) => (typeof group === 'string' && Object.hasOwn(roles, group) ? (roles[group] ?? []) : []));
  return [...new Set(given)].sort().slice(0, 100);
}

/** Methods of RFC 8176 that are more than a password. */
const strongMethods: ReadonlySet<unknown> = new Set(['mfa', 'otp', 'hwk', 'fpt', 'face', 'iris', 'sc', 'pop']);

function hasSecondFactor({ secondFactorLevels }: SingleSignOnSettings, { amr, acr }: Profile): boolean {
  const byMethod = Array.isArray(amr) && amr.some((method) => strongMethods.has(method));
  return byMethod || (typeof acr === 'string' && secondFactorLevels.includes(acr));
}
