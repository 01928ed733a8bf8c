import { AsyncLocalStorage } from 'node:async_hooks';
import { type BetterAuthOptions, betterAuth } from 'better-auth';
import { type GenericOAuthUserInfo, genericOAuth, twoFactor } from 'better-auth/plugins';
import { PostgresDialect } from 'kysely';
import type { Pool } from 'pg';
import type { SingleSignOnSettings } from './settings.ts';

/** The name of the single sign-on in addresses: `/api/auth/callback/company`. */
export const singleSignOnId = 'company';
export const authPath = '/api/auth';
export const callbackPath = `${authPath}/callback/${singleSignOnId}`;

const daySeconds = 86_400;
/** A password opens so long; a single sign-on half a day, so that what its directory takes away is taken away here. */
const passwordSeconds = 7 * daySeconds;
const singleSignOnSeconds = daySeconds / 2;

/** The header in which the machine that asks is told: not one that a client can set, since it is set anew for each request. */
export const machineHeader = 'x-throughline-machine';

/** Somebody whom the single sign-on vouches for, while the request that brings them back runs. */
export interface Vouched {
  readonly secondFactor: boolean;
}

export interface AuthOptions {
  readonly pool: Pool;
  readonly secret: string;
  /** `http://127.0.0.1:4600`: for cookies and for the way back from a single sign-on. */
  readonly origin: string;
  readonly singleSignOn: SingleSignOnSettings | undefined;
  /** Whether a session may begin: looked up in the account. */
  readonly mayEnter: (person: string) => Promise<boolean>;
  /** Makes ready whom the single sign-on vouches for; `undefined`: they are nobody here. */
  readonly vouch: (profile: GenericOAuthUserInfo) => Promise<Vouched | undefined>;
}

export type Auth = ReturnType<typeof createAuth>;

const vouching = new AsyncLocalStorage<{ vouched?: Vouched | undefined }>();

/** Passwords, second factors, sessions and single sign-on, on tables of our own (migration 0004). Who one is, the account says. */
export function createAuth(options: AuthOptions) {
  const auth = betterAuth({ ...baseOptions(options), plugins: plugins(options) });
  return {
    api: auth.api,
    /** The way back from the single sign-on. */
    callback: (request: Request): Promise<Response> => vouching.run({}, () => auth.handler(request)),
  };
}

export function baseOptions({ pool, secret, origin, mayEnter }: Omit<AuthOptions, 'vouch' | 'singleSignOn'>) {
  const isSecure = origin.startsWith('https:');
  return {
    appName: 'Throughline',
    baseURL: origin,
    basePath: authPath,
    secret,
    database: { dialect: new PostgresDialect({ pool }), type: 'postgres', schemaName: 'throughline_auth' },
    trustedOrigins: [origin],
    telemetry: { enabled: false },
    // It would tell what was entered; what fails is answered, or told by whoever asked.
    logger: { disabled: true },
    rateLimit: { enabled: false },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 128 },
    session: {
      expiresIn: passwordSeconds,
      disableSessionRefresh: true,
      cookieCache: { enabled: false },
      additionalFields: { secondFactor: { type: 'boolean', input: false, defaultValue: false } },
    },
    account: {
      // Only an address that the provider has verified leads to an account that is there already.
      accountLinking: { enabled: true, trustedProviders: [] },
    },
    advanced: {
      cookiePrefix: 'throughline',
      useSecureCookies: isSecure,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', secure: isSecure, path: '/' },
      ipAddress: { ipAddressHeaders: [machineHeader] },
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session, context) => {
            if (!(await mayEnter(session.userId))) return false;
            const vouched = vouching.getStore()?.vouched;
            if (vouched === undefined) {
              const path = context?.path ?? '';
              return { data: { secondFactor: path === '/two-factor/verify-totp' || path === '/two-factor/verify-backup-code' } };
            }
            const expiresAt = new Date(session.createdAt.getTime() + singleSignOnSeconds * 1000);
            return { data: { secondFactor: vouched.secondFactor, expiresAt } };
          },
        },
      },
      account: {
        // Nothing is asked of the provider on behalf of anybody: its tokens are not kept.
        create: { before: async (account) => ({ data: { ...account, ...noTokens } }) },
        update: { before: async (account) => ({ data: { ...account, ...noTokens } }) },
      },
    },
  } satisfies BetterAuthOptions;
}

const noTokens = { accessToken: null, refreshToken: null, idToken: null };

function plugins({ singleSignOn, vouch }: AuthOptions) {
  const factor = twoFactor({
    issuer: 'Throughline',
    schema: { twoFactor: { modelName: 'two_factor' } },
    backupCodeOptions: { amount: 10, length: 10 },
  });
  const config = singleSignOn === undefined ? [] : [singleSignOnConfig(singleSignOn, vouch)];
  return [factor, genericOAuth({ config })];
}

function singleSignOnConfig({ issuer, clientId, clientSecret, title }: SingleSignOnSettings, vouch: AuthOptions['vouch']) {
  return {
    providerId: singleSignOnId,
    name: title,
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
    requireIdTokenVerification: true,
    clientId,
    clientSecret,
    scopes: ['openid', 'profile', 'email'],
    pkce: true,
    disableSignUp: true,
    async mapProfileToUser(profile: GenericOAuthUserInfo) {
      const store = vouching.getStore();
      if (store !== undefined) store.vouched = await vouch(profile);
      return {};
    },
  };
}
