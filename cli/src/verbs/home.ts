import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany } from '../options.ts';
import { homeLines } from '../output/home-lines.ts';
import { localeOf } from '../output/locale.ts';
import { paintFor } from '../output/paint.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { untilMeasured } from '../until-measured.ts';
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
    return withCompany(options, session, async ({ client, of }) => {
      const found = await untilMeasured(
        session,
        () => client.request('GET /{database}/home', { params: of }),
        ({ broke }) => broke.status === 'measuring',
      );
      const { stdout, env } = session;
      if (json) printJson(stdout, found);
      else printLines(stdout, homeLines(found, localeOf(env), paintFor(stdout, env)));
      return exitCodes.ok;
    });
  },
});
