import type { IncidentRoom, IncidentRow } from '@throughline/api';
import type { Millis } from '@throughline/language';
import { newestFlows } from '../cases/flow-book.ts';
import { worthFields } from '../exceptions/overview.ts';
import { readExceptionWorth } from '../exceptions/read-exceptions.ts';
import { amountsOf } from '../home/risk.ts';
import type { Throughline } from '../throughline.ts';
import type { Seer } from './read-incidents.ts';

/**
 * Cases of the flows that an incident names which an exception keeps from going on, opened while it lasted and open now, each once, with what they are worth: as somebody
 * may see them.
 */
export async function blockedBy(
  throughline: Throughline,
  { flows: named, beganAt, endedAt }: Pick<IncidentRow, 'flows' | 'beganAt' | 'endedAt'>,
  { visible, now }: Seer,
): Promise<IncidentRoom['live']['blocked']> {
  if (named.length === 0) return { cases: 0, worth: [], withheld: false };
  const flows = (await newestFlows(throughline)).filter(({ name }) => named.includes(name));
  const { worth, withheld } = worthFields(flows, visible);
  const to: Millis = endedAt === null ? now : Date.parse(endedAt);
  const selection = {
    ...{ flows: named, stage: null, owner: null, severity: null, late: false, now, scopes: visible.flows() },
    blocking: { from: Date.parse(beganAt), to },
  };
  const groups = (await readExceptionWorth(throughline.pool, { selection, times: [], worth })).filter(
    ({ owner }) => owner === null,
  );
  const money = groups.flatMap(({ amount, currency }) => (amount === null || currency === null ? [] : [{ amount, currency }]));
  return {
    cases: groups.reduce((sum, { cases }) => sum + cases, 0),
    worth: amountsOf(money).map(({ amount, currency }) => ({ amount, currency: String(currency) })),
    withheld,
  };
}
