import type { Auth, AuthOf } from './auth.ts';
import { ConnectorError } from './connector-error.ts';
import type { HttpClient } from './http-client.ts';
import type { Secrets } from './secrets.ts';

/** The headers by which HTTP requests sign in. */
export interface Authorise {
  /** Secrets are read at each call. */
  headers(): Promise<Readonly<Record<string, string>>>;
  /** The credentials were refused: whether it is worth asking again with new ones. */
  renew(): Promise<boolean>;
}

/** A token is renewed so long before it ends. */
const earlyMs = 60_000;
const tokenMsDefault = 300_000;

/** `client` is asked for tokens: it comes later, for it signs in by this. */
export function authoriseBy(auth: Auth, secrets: Secrets, now: () => number, client: () => HttpClient): Authorise {
  if (auth.kind === 'oauth2') return byToken(auth, { secrets, now, client });
  let last: string | undefined;
  const headers = async (): Promise<Readonly<Record<string, string>>> => {
    if (auth.kind === 'bearer') return { authorization: `Bearer ${await secrets.read(auth.token)}` };
    if (auth.kind === 'header') return { [auth.name.toLowerCase()]: await secrets.read(auth.value) };
    if (auth.kind !== 'basic') return {};
    const pair = `${auth.user}:${await secrets.read(auth.password)}`;
    return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
  };
  return {
    async headers() {
      const read = await headers();
      last = JSON.stringify(read);
      return read;
    },
    // Somebody may have renewed the secret between the request and its answer.
    renew: async () => JSON.stringify(await headers()) !== last,
  };
}

function byToken(
  { tokenUrl, clientId, clientSecret, scope, audience }: AuthOf<'oauth2'>,
  { secrets, now, client }: { readonly secrets: Secrets; readonly now: () => number; readonly client: () => HttpClient },
): Authorise {
  let held: { readonly token: string; readonly until: number } | undefined;
  const fetchToken = async () => {
    const pair = [clientId, await secrets.read(clientSecret)].map(encodeURIComponent).join(':');
    const form = new URLSearchParams({ grant_type: 'client_credentials' });
    if (scope !== undefined) form.set('scope', scope);
    if (audience !== undefined) form.set('audience', audience);
    const { value } = await client().json({
      ...{ method: 'POST', url: tokenUrl, anonymous: true, body: form.toString() },
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
      },
    });
    const { access_token: token, expires_in: seconds } = (value ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof token !== 'string' || token === '')
      throw new ConnectorError('answer-invalid', { place: 'auth.tokenUrl', detail: 'there is no access_token' });
    const lastsMs = Number(seconds) > 0 ? Number(seconds) * 1000 : tokenMsDefault;
    held = { token, until: now() + Math.max(lastsMs - earlyMs, lastsMs / 2) };
    return token;
  };
  return {
    async headers() {
      const token = held !== undefined && now() < held.until ? held.token : await fetchToken();
      return { authorization: `Bearer ${token}` };
    },
    async renew() {
      held = undefined;
      return true;
    },
  };
}
