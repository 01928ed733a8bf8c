import { setTimeout as wait } from 'node:timers/promises';
import type { Home } from '@throughline/api';
import { type Company, type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany } from '../options.ts';
import { homeLines } from '../output/home-lines.ts';
import { localeOf } from '../output/locale.ts';
import { paintFor } from '../output/paint.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes, type Session } from '../session.ts';
import { verb } from '../verb.ts';

export interface HomeOptions extends CompanyOptions {
  readonly json: boolean;
}

export const home = verb<HomeOptions>({
  words: ['home'],
  summary: 'what broke, what is at risk in money, and what needs your decision',
  examples: ['home', 'home --demo --as helene.amrein', 'home --server http://127.0.0.1:4600 --json'],
  define: defineCompany,
  options: companyOf,
  run({ json, ...options }, session) {
    return withCompany(options, session, async (company) => {
      const found = await measuredHome(company, session);
      const { stdout, env } = session;
      if (json) printJson(stdout, found);
      else printLines(stdout, homeLines(found, localeOf(env), paintFor(stdout, env)));
      return exitCodes.ok;
    });
  },
});

const patienceMs = 30_000;
const firstPauseMs = 100;
const pauseMsMax = 2000;

/** The numbers are worked out beside the requests: asked again until they are there, or for half a minute. */
async function measuredHome({ client, of }: Company, { signal, machineNow }: Session): Promise<Home> {
  const until = machineNow() + patienceMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMsMax, 2 * pauseMs)) {
    const found = await client.request('GET /{database}/home', { params: of });
    if (found.broke.status !== 'measuring' || machineNow() > until) return found;
    await wait(pauseMs, undefined, { signal });
  }
}
