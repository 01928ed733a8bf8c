import { createHmac } from 'node:crypto';
import type { TestContext } from 'node:test';
import { firstLink } from '../src/sign-in/by-link.ts';
import { openDesk } from '../src/sign-in/open-desk.ts';
import { readSignInSettings } from '../src/sign-in/settings.ts';
import { type HttpAnswer, type HttpHouse, type HttpHouseOptions, httpHouse, type TestDatabases } from './http-house.ts';

/** Somebody at a browser: keeps cookies as one does. */
export interface Browser {
  ask(route: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<HttpAnswer>;
  readonly cookies: Map<string, string>;
  /** What was sent as Set-Cookie, whole. */
  readonly setCookies: string[];
}

export function browser(house: HttpHouse): Browser {
  const cookies = new Map<string, string>();
  const setCookies: string[] = [];
  return {
    cookies,
    setCookies,
    async ask(route, body, headers = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const sent = { ...(cookie === '' ? {} : { cookie }), ...headers };
      const answer = await house.ask(route, { headers: sent, ...(body === undefined ? {} : { payload: body as object }) });
      const set = answer.headers['set-cookie'] as unknown as string | readonly string[] | undefined;
      for (const one of typeof set === 'string' ? [set] : (set ?? [])) {
        setCookies.push(one);
        const [pair = ''] = one.split(';', 1);
        const at = pair.indexOf('=');
        if (/max-age=0/i.test(one)) cookies.delete(pair.slice(0, at));
        else cookies.set(pair.slice(0, at), pair.slice(at + 1));
      }
      return answer;
    },
  };
}

export const passwordOf = (person: string) => `${person} has a long password`;

/** A house with sign-in, whose owner has claimed it. */
export async function claimedHouse(
  t: TestContext,
  databases: TestDatabases,
  settings: Readonly<Record<string, string>> = {},
  options: Pick<HttpHouseOptions, 'demo' | 'isPublic'> = {},
) {
  const house = await httpHouse(t, databases, { ...options, signIn: { THROUGHLINE_SIGN_IN: 'on', ...settings } });
  const token = await firstToken(house);
  const owner = browser(house);
  const claimed = await owner.ask('POST /session/password', {
    ...{ token, password: passwordOf('olga'), name: 'Olga Owner', email: 'olga@acme.example' },
  });
  if (claimed.status !== 200) throw new Error(claimed.text);
  return { house, owner, token };
}

export async function firstToken({ house, env }: HttpHouse): Promise<string> {
  const desk = openDesk({ house, settings: readSignInSettings({ ...env, THROUGHLINE_SIGN_IN: 'on' }), isPublic: false });
  return tokenIn((await firstLink(desk, 'http://localhost:4600'))?.url ?? '');
}

export function tokenIn(url: string): string {
  return new URL(url).searchParams.get('setup') ?? '';
}

/** Invites somebody, who takes it up. */
export async function invited(
  { house, owner }: { readonly house: HttpHouse; readonly owner: Browser },
  name: string,
  grants: readonly { readonly role: string; readonly entities?: readonly string[] }[],
): Promise<Browser & { readonly id: string; readonly case: string }> {
  const email = `${name.toLowerCase()}@acme.example`;
  const answer = await owner.ask('POST /main/accounts', { name, email, grants });
  if (answer.status !== 201) throw new Error(answer.text);
  const { account, link } = answer.json<{ account: { id: string; case: string }; link: { url: string } }>();
  const own = browser(house);
  const taken = await own.ask('POST /session/password', { token: tokenIn(link.url), password: passwordOf(name) });
  if (taken.status !== 200) throw new Error(taken.text);
  return { ...own, id: account.id, case: account.case };
}

/** The code of an authenticator now (RFC 6238), of a secret in base 32; a code counts once, but the next one is right already. */
export function totp(secret: string, stepsAhead = 0): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + stepsAhead));
  const mac = createHmac('sha1', key).update(counter).digest();
  const at = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(at) & 0x7f_ff_ff_ff) % 1_000_000).padStart(6, '0');
}
