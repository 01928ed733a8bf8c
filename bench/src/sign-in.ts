import { mkdtempSync } from 'node:fs';
import { chmod, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '@throughline/server';
import { inFlight, latencyInWords } from './in-flight.ts';
import { type Benchmark, compare } from './measure.ts';

const requests = Array.from({ length: 400 }, (_, index) => index);
const password = 'only for this measurement';

/** A small request of somebody who has signed in, beside the same one to a server without sign-in on the same database. */
export const signIn: Benchmark = {
  name: 'sign-in',
  run: async () => {
    const home = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
    await chmod(home, 0o711);
    const stopping = new AbortController();
    const { DATABASE_URL: _, ...rest } = process.env;
    const env = { ...rest, THROUGHLINE_HOME: home };
    const open = (settings: object) => serve({ env: { ...env, ...settings }, port: 0, signal: stopping.signal });
    try {
      const [locked, free] = [await open({ THROUGHLINE_SIGN_IN: 'on' }), await open({ THROUGHLINE_SIGN_IN: 'off' })];
      const cookie = await claim(locked.address, locked.signIn.first?.url ?? '');
      const ask = async (address: string) => {
        const response = await fetch(`${address}/api/v1/main/clock`, { headers: { cookie } });
        if (!response.ok) throw new Error(await response.text());
        await response.arrayBuffer();
      };
      const [signed, unsigned]: [number[][], number[][]] = [[], []];
      const options = { unit: 'requests/s, 8 in flight', peer: 'the same without sign-in', rounds: 5 };
      const measured = await compare('sign-in', options, async (round) => {
        const [ours, peer] = [
          await inFlight(8, requests, () => ask(locked.address)),
          await inFlight(8, requests, () => ask(free.address)),
        ];
        if (round > 0) signed.push([...ours.each]);
        if (round > 0) unsigned.push([...peer.each]);
        return { ours, peer };
      });
      stopping.abort();
      await Promise.all([locked.closed, free.closed]);
      return { ...measured, note: `${latencyInWords(signed)} (without sign-in ${latencyInWords(unsigned)})` };
    } finally {
      stopping.abort();
      await rm(home, { recursive: true, force: true });
    }
  },
};

/** The first person; gives their cookie. */
async function claim(address: string, link: string): Promise<string> {
  const token = new URL(link).searchParams.get('setup');
  const response = await fetch(`${address}/api/v1/session/password`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, password, name: 'Bench', email: 'bench@example.com' }),
  });
  if (!response.ok) throw new Error(await response.text());
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');
}
