import { readFile } from 'node:fs/promises';
import Type, { type Static } from 'typebox';
import { ConnectorError } from './connector-error.ts';
import { type Vault, vaultOf } from './vault.ts';

/** Where a secret is found. It is read at each use, so that another one counts without a restart; it stands in no declaration and no log. */
export const SecretReference = Type.Object(
  {
    secret: Type.String({
      pattern: '^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+|vault:.+)$',
      maxLength: 500,
      description: 'env:NAME, file:/path, or vault:<path>#<field> where a vault is configured',
    }),
  },
  { additionalProperties: false },
);
export type SecretReference = Static<typeof SecretReference>;

/** Reads secrets, and keeps them out of what is told. */
export interface Secrets {
  /** @throws ConnectorError secret-missing */
  read(reference: SecretReference): Promise<string>;
  /** The text without any secret that was read, as it stands or as it travels. */
  hide(text: string): string;
}

export interface SecretOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Default: the operator's, as the environment says; without one, references to it are refused. */
  readonly vault?: Vault;
}

const rememberedMax = 64;
const secretBytesMax = 65_536;

export function secretsOf({ env, vault = vaultOf(env) }: SecretOptions): Secrets {
  const known = new Set<string>();
  const remember = (secret: string) => {
    for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]) known.add(form);
    // A secret that has been renewed many times is forgotten, the oldest first.
    for (const old of known) {
      if (known.size <= rememberedMax * 3) break;
      known.delete(old);
    }
    return secret;
  };
  return {
    async read({ secret: reference }) {
      const cut = reference.indexOf(':');
      const [scheme, name] = [reference.slice(0, cut), reference.slice(cut + 1)];
      const value = scheme === 'env' ? env[name] : scheme === 'file' ? await fromFile(name) : await vault?.(name);
      if (value === undefined || value === '') {
        const detail = scheme === 'vault' && vault === undefined ? `${reference}: no vault is configured` : reference;
        throw new ConnectorError('secret-missing', { place: reference, detail });
      }
      return remember(value);
    },
    hide: (text) =>
      [...known].sort((a, b) => b.length - a.length).reduce((clean, secret) => clean.replaceAll(secret, '***'), text),
  };
}

/** Without the line break that editors put at the end. */
async function fromFile(path: string): Promise<string> {
  try {
    const bytes = await readFile(path);
    if (bytes.length > secretBytesMax) throw new Error(`more than ${secretBytesMax} bytes`);
    return bytes.toString('utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new ConnectorError('secret-missing', { place: `file:${path}`, detail: `file:${path}: ${code ?? message}`, cause });
  }
}
