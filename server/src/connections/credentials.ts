import type { ConnectionCredential } from '@throughline/api';
import { type ConnectionDeclaration, secretsOf } from '@throughline/connect';

/** Each place of a declaration that names a secret. What the secret is is never said: only whether there is one. */
export async function credentialsOf(
  { auth, settings }: Pick<ConnectionDeclaration, 'auth' | 'settings'>,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ConnectionCredential[]> {
  const secrets = secretsOf({ env });
  const found = [...referencesIn(auth, 'auth'), ...referencesIn(settings, 'settings')];
  return Promise.all(
    found.map(async ({ place, reference }) => {
      // A vault is asked by a run alone: to look at a page is no reason to fetch a secret from elsewhere.
      if (!/^(env|file):/.test(reference)) return { place, reference, present: null };
      const present = await secrets.read({ secret: reference }).then(
        () => true,
        () => false,
      );
      return { place, reference, present };
    }),
  );
}

interface Reference {
  readonly place: string;
  readonly reference: string;
}

function referencesIn(value: unknown, place: string): readonly Reference[] {
  if (typeof value !== 'object' || value === null) return [];
  const { secret } = value as { readonly secret?: unknown };
  if (typeof secret === 'string' && Object.keys(value).length === 1) return [{ place, reference: secret }];
  return Object.entries(value).flatMap(([name, inner]) => referencesIn(inner, `${place}.${name}`));
}
