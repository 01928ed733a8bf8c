import Type, { type Static, type TProperties } from 'typebox';
import { SecretReference } from './secrets.ts';

const way = <const K extends string, P extends TProperties>(kind: K, properties: P, description: string) =>
  Type.Object({ kind: Type.Literal(kind), ...properties }, { additionalProperties: false, description });
const Text = Type.String({ minLength: 1, maxLength: 500 });

/** How a connection signs in, or how what is delivered to it is signed. */
export const Auth = Type.Union([
  way('none', {}, 'Nobody is asked'),
  way('bearer', { token: SecretReference }, 'Authorization: Bearer'),
  way('basic', { user: Text, password: SecretReference }, 'Authorization: Basic'),
  way('header', { name: Type.String({ pattern: '^[A-Za-z0-9-]{1,100}$' }), value: SecretReference }, 'A header with a key'),
  way(
    'oauth2',
    {
      tokenUrl: Text,
      clientId: Text,
      clientSecret: SecretReference,
      scope: Type.Optional(Text),
      audience: Type.Optional(Text),
    },
    'OAuth 2 client credentials (RFC 6749, 4.4); the token is renewed before it ends',
  ),
  way('password', { user: Text, password: SecretReference }, 'User and password, of a database, a mailbox or a server of files'),
  way('key', { user: Text, privateKey: SecretReference, passphrase: Type.Optional(SecretReference) }, 'A private key (SSH)'),
  way('address', { url: SecretReference }, 'The address itself is the secret, as of incoming hooks of a chat'),
  way(
    'signature',
    {
      scheme: Type.Union([Type.Literal('standard'), Type.Literal('stripe'), Type.Literal('github'), Type.Literal('shopify')], {
        description: 'standard: Standard Webhooks',
      }),
      secret: SecretReference,
      earlier: Type.Optional({ ...SecretReference, description: 'The secret before it, which counts too while it is exchanged' }),
      toleranceSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 86_400, description: 'Default 300' })),
    },
    'Deliveries are signed with a secret that both sides know',
  ),
]);
export type Auth = Static<typeof Auth>;
export type AuthKind = Auth['kind'];

export type AuthOf<K extends AuthKind> = Extract<Auth, { readonly kind: K }>;
