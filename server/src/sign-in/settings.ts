import { ThroughlineError } from '../errors.ts';

type Settings = Readonly<Record<string, string | undefined>>;

/** How one signs in at this server. */
export interface SignInSettings {
  /** `off`: whoever asks on this machine is the owner. */
  readonly signIn: 'on' | 'off';
  /** The origin by which others reach it, such as `https://throughline.example.com`. */
  readonly url: string | undefined;
  readonly singleSignOn: SingleSignOnSettings | undefined;
  /** What opens `/metrics` of a server that others reach, as `Authorization: Bearer`. */
  readonly metricsToken: string | undefined;
}

/** An OpenID provider, found by discovery. */
export interface SingleSignOnSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What its button says. */
  readonly title: string;
  /** The claim that lists groups. */
  readonly claim: string;
  /** By group, the roles that it gives. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
  /** Values of `acr` that mean a second factor, beside what `amr` says (RFC 8176). */
  readonly secondFactorLevels: readonly string[];
}

/** @throws ThroughlineError sign-in-settings */
export function readSignInSettings(env: Settings): SignInSettings {
  const metricsToken = env['THROUGHLINE_METRICS_TOKEN'] || undefined;
  return { signIn: signInOf(env), url: urlOf(env), singleSignOn: singleSignOnOf(env), metricsToken };
}

function signInOf(env: Settings): 'on' | 'off' {
  const said = env['THROUGHLINE_SIGN_IN'] ?? '';
  if (said === '' || said === 'on') return 'on';
  if (said === 'off') return 'off';
  throw unfit('THROUGHLINE_SIGN_IN', `THROUGHLINE_SIGN_IN is ${JSON.stringify(said)}`, 'on or off');
}

function urlOf(env: Settings): string | undefined {
  const said = env['THROUGHLINE_URL'] ?? '';
  if (said === '') return undefined;
  const url = URL.parse(said);
  if (url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '' && url.username === '')
    return url.origin;
  throw unfit('THROUGHLINE_URL', 'THROUGHLINE_URL is not the address of a server', 'https://throughline.example.com');
}

function singleSignOnOf(env: Settings): SingleSignOnSettings | undefined {
  const issuer = env['THROUGHLINE_OIDC_ISSUER'] ?? '';
  if (issuer === '') return undefined;
  const isSound = /^https?:$/.test(URL.parse(issuer)?.protocol ?? '');
  if (!isSound) throw unfit('THROUGHLINE_OIDC_ISSUER', 'THROUGHLINE_OIDC_ISSUER is no address', 'https://login.example.com');
  return {
    issuer: issuer.replace(/\/$/, ''),
    clientId: needed(env, 'THROUGHLINE_OIDC_CLIENT_ID'),
    clientSecret: needed(env, 'THROUGHLINE_OIDC_CLIENT_SECRET'),
    title: env['THROUGHLINE_OIDC_TITLE'] || 'Single sign-on',
    claim: env['THROUGHLINE_OIDC_CLAIM'] || 'groups',
    roles: rolesOf(env['THROUGHLINE_OIDC_ROLES'] ?? ''),
    secondFactorLevels: (env['THROUGHLINE_OIDC_ACR'] ?? '').split(/[\s,]+/).filter((level) => level !== ''),
  };
}

/** `{"collections-team": "collections", "finance": ["finance", "billing"]}` */
function rolesOf(text: string): SingleSignOnSettings['roles'] {
  if (text === '') return {};
  const expected = 'a JSON object of roles by group, such as {"collections-team": "collections"}';
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== 'object' || read === null || Array.isArray(read)) throw new Error('no object');
    return Object.fromEntries(
      Object.entries(read).map(([group, roles]) => {
        const list: unknown[] = Array.isArray(roles) ? roles : [roles];
        if (!list.every((role) => typeof role === 'string')) throw new Error('no roles');
        return [group, list as string[]];
      }),
    );
  } catch (cause) {
    throw unfit('THROUGHLINE_OIDC_ROLES', 'THROUGHLINE_OIDC_ROLES cannot be read', expected, cause);
  }
}

function needed(env: Settings, name: string): string {
  const value = env[name] ?? '';
  if (value !== '') return value;
  throw unfit(name, `${name} is missing beside THROUGHLINE_OIDC_ISSUER`, 'what the provider gave');
}

/** The value itself is not told: it may be a secret. */
function unfit(place: string, message: string, expected: string, cause?: unknown): ThroughlineError {
  return new ThroughlineError('sign-in-settings', message, { place, expected, ...(cause === undefined ? {} : { cause }) });
}
