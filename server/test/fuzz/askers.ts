import assert from 'node:assert/strict';
import { people } from '../../src/demo/company.ts';
import type { HttpHouse, TestDatabases } from '../http-house.ts';
import { type Browser, claimedHouse, invited, passwordOf } from '../signed-in.ts';
import type { DatabaseName } from './world.ts';

/** Somebody as whom requests are sent. */
export interface Asker {
  readonly name: string;
  /** What says who they are. */
  headers(): Readonly<Record<string, string>>;
  /** Their session has ended, as requests by chance may ask for: they sign in again. */
  renew(): Promise<void>;
}

/** Who asks, by company. */
export type Askers = Readonly<Record<DatabaseName, readonly Asker[]>>;

const keepsOn = async () => undefined;

/** Without sign-in: in the owner's company nobody says who they are, in the demo everybody acts in turn, and now and then nobody. */
export const askersWithoutSignIn: Askers = {
  main: [{ name: 'owner', headers: () => ({}), renew: keepsOn }],
  demo: [
    ...people.map(({ id }) => ({ name: id, headers: () => ({ 'throughline-act-as': id }), renew: keepsOn })),
    { name: 'nobody in the demo', headers: () => ({}), renew: keepsOn },
  ],
};

/** Where requests by chance bring cases into being in the owner's company. */
export const fuzzEntity = 'Halden';

const invitations = [
  ['Clerk', [{ role: 'collections' }, { role: 'billing' }, { role: 'order-desk' }]],
  [
    'Local',
    [
      { role: 'finance', entities: [fuzzEntity] },
      { role: 'billing', entities: [fuzzEntity] },
    ],
  ],
  ['Elsewhere', [{ role: 'finance', entities: ['Another'] }]],
  ['Ada', [{ role: 'administrator' }]],
  ['Iris', [{ role: 'auditor' }]],
  // Their address and password are what requests try: none of the others signs in by chance.
  ['Fay', [{ role: 'sales' }]],
] as const;

/** With sign-in: the owner, people of few roles, of one legal unit, an administrator, an auditor, a key, and nobody. */
export async function signedInAskers(
  t: Parameters<typeof claimedHouse>[0],
  databases: TestDatabases,
): Promise<{ readonly house: HttpHouse; readonly askers: Askers }> {
  const company = await claimedHouse(t, databases, {}, { demo: true });
  const { house, owner } = company;
  const bySession = (name: string, browser: Browser): Asker => ({
    name,
    headers: () => ({ cookie: [...browser.cookies].map(([key, value]) => `${key}=${value}`).join('; ') }),
    async renew() {
      // Attempts by chance have come from the same machine.
      await (await house.house.company('main')).pool.query('delete from throughline_auth.attempt');
      const given = { email: `${name.toLowerCase()}@acme.example`, password: passwordOf(name) };
      const answer = await browser.ask('POST /session', given);
      if (answer.status !== 200) throw new Error(`${name} cannot sign in again: ${answer.text}`);
    },
  });
  const signedIn = [bySession('olga', owner)];
  for (const [name, grants] of invitations) {
    const browser = await invited(company, name, grants);
    if (name !== 'Fay') signedIn.push(bySession(name, browser));
  }
  const until = new Date(Date.now() + 86_400_000 * 30).toISOString().slice(0, 10);
  const made = await owner.ask('POST /main/keys', { name: 'By chance', roles: ['billing', 'collections'], until });
  const { secret } = made.json<{ secret: string }>();
  const key = { name: 'key', headers: () => ({ authorization: `Bearer ${secret}` }), renew: keepsOn };
  const nobody = { name: 'nobody', headers: () => ({}), renew: keepsOn };
  return { house, askers: { main: [...signedIn, key, nobody], demo: askersWithoutSignIn.demo } };
}

/** Each has asked, and whoever may see anything was answered. */
export function assertAllAsked(
  { asked }: { readonly asked: Readonly<Record<string, { readonly requests: number; readonly done: number }>> },
  askers: Askers,
): void {
  for (const { name } of [...askers.main, ...askers.demo]) {
    const { requests = 0, done = 0 } = asked[name] ?? {};
    assert.ok(requests >= 5 && done > 0, `${name}: ${done} of ${requests} requests were done`);
  }
}
