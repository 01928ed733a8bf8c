/** A call of Tryton's JSON-RPC, as a user that has signed in. @throws Error what Tryton says */
export type Rpc = <T = unknown>(method: string, ...params: readonly unknown[]) => Promise<T>;

export async function signIn(
  url: string,
  { user, password }: { readonly user: string; readonly password: string },
): Promise<Rpc> {
  const call = async <T>(method: string, params: readonly unknown[], authorization?: string): Promise<T> => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
      body: JSON.stringify({ id: 1, method, params }),
    });
    if (!answer.ok) throw new Error(`${method}: ${answer.status}`);
    const { result, error } = (await answer.json()) as { readonly result?: T; readonly error?: unknown };
    if (error !== undefined) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return result as T;
  };
  const session = await call<readonly [number, string] | null>('common.db.login', [user, { password }]);
  if (session === null) throw new Error('Tryton refuses the user');
  const authorization = `Session ${Buffer.from(`${user}:${session.join(':')}`).toString('base64')}`;
  return (method, ...params) => call(method, params, authorization);
}

export const decimal = (text: string) => ({ __class__: 'Decimal', decimal: text });

export function day(text: string) {
  const [year, month, of] = text.split('-').map(Number);
  return { __class__: 'date', year, month, day: of };
}
