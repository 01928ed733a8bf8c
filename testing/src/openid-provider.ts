import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type ClientMetadata } from 'oidc-provider';

/** Somebody in the provider's directory. */
export interface DirectoryEntry {
  readonly sub: string;
  readonly email: string;
  readonly emailVerified?: boolean;
  readonly name?: string;
  readonly groups?: readonly string[];
  /** How they signed in (RFC 8176). */
  readonly amr?: readonly string[];
}

/** A real OpenID provider on the loopback. Whoever comes is `current`, without being asked for a password. */
export interface OpenIdProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Who signs in from now on. */
  setCurrent(entry: DirectoryEntry): void;
  close(): Promise<void>;
}

/** Starts a provider that knows one client, which is led back to `redirectUri`. */
export async function openIdProvider(redirectUri: string): Promise<OpenIdProvider> {
  let current: DirectoryEntry | undefined;
  const client = { client_id: 'throughline', client_secret: 'a secret of the client, long enough' };
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = providerAt(issuer, { ...client, redirect_uris: [redirectUri] }, () => current);
  const answer = provider.callback();
  server.on('request', async (request, response) => {
    if (!(request.url ?? '').startsWith('/interaction/')) return void answer(request, response);
    // Whoever it is has signed in elsewhere, and agreed to everything.
    const { session, params, grantId } = await provider.interactionDetails(request, response);
    const accountId = current?.sub ?? session?.accountId ?? '';
    const grant = grantId === undefined ? new provider.Grant({ accountId, clientId: String(params['client_id']) }) : undefined;
    grant?.addOIDCScope('openid email profile');
    const consent = grant === undefined ? {} : { grantId: await grant.save() };
    const login = { accountId, ...(current?.amr === undefined ? {} : { amr: [...current.amr] }) };
    await provider.interactionFinished(request, response, { login, consent }, { mergeWithLastSubmission: false });
  });
  return {
    issuer,
    clientId: client.client_id,
    clientSecret: client.client_secret,
    setCurrent(entry) {
      current = entry;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function providerAt(issuer: string, client: ClientMetadata, current: () => DirectoryEntry | undefined): Provider {
  const provider = new Provider(issuer, {
    clients: [client],
    cookies: { keys: ['only for tests'] },
    conformIdTokenClaims: false,
    claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    pkce: { required: () => true },
    async findAccount(_, sub) {
      const entry = current();
      if (entry?.sub !== sub) return undefined;
      const { email, emailVerified = true, name, groups = [], amr } = entry;
      const claims = { sub, email, email_verified: emailVerified, name, groups: [...groups] };
      return { accountId: sub, claims: async () => ({ ...claims, ...(amr === undefined ? {} : { amr: [...amr] }) }) };
    },
  });
  return provider;
}
