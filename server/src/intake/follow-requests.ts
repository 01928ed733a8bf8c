import type { CaseView, Submission } from '@throughline/engine';
import { type Actor, isJsonObject, type JsonObject, type Millis } from '@throughline/language';
import { ThroughlineError } from '../errors.ts';
import { showMetric } from '../metrics.ts';
import { readMetricVersions } from '../series/metric-versions.ts';
import type { Throughline } from '../throughline.ts';
import { frameOf } from './plan-question.ts';
import { dayAfter, endOf } from './plan-weeks.ts';
import { numberOf, readCases, textOf } from './requests.ts';

/** What carries out plans that were agreed, and measures what came of requests. */
export const planner: Actor = { id: 'intake', kind: 'automation', principal: 'intake', roles: ['intake-planner'] };

/** Of a number, what the days before the verdict say. */
const measuredDays = 30;
const live: readonly string[] = ['released', 'verified'];

/**
 * Looks after all requests once: gives those of committed plans their weeks, takes over what has gone live, and measures the numbers that are due. Looked twice
 * nothing happens twice. Returns how many requests moved.
 */
export async function followRequests(throughline: Throughline): Promise<number> {
  const requests = await readCases(throughline, 'request');
  if (requests.length === 0) return 0;
  const { now } = await throughline.engine.clock();
  const steps = [...(await plannedSteps(throughline, requests)), ...(await releasedSteps(throughline, requests))];
  for (const found of requests.filter(
    ({ state, data }) => state === 'verifying' && String(data['verifyOn'] ?? '9') <= today(now),
  ))
    steps.push(...(await verdictOf(throughline, found)));
  const results = await throughline.engine.dispatch(steps);
  return results.filter(({ outcome }) => outcome === 'applied').length;
}

const today = (now: Millis) => new Date(now).toISOString().slice(0, 10);

function step({ id, key, seq }: CaseView, type: string, data: JsonObject): Submission {
  // A step that was decided on what stands there happens once, whoever else looks at the same time.
  return {
    case: { id },
    input: { kind: 'command', type, data, actor: planner },
    receipt: { source: 'intake', key: `${key} ${type} ${seq}` },
  };
}

async function plannedSteps(throughline: Throughline, requests: readonly CaseView[]): Promise<Submission[]> {
  const accepted = new Map(requests.filter(({ state }) => state === 'accepted').map((one) => [one.key, one]));
  if (accepted.size === 0) return [];
  const plans = (await readCases(throughline, 'plan')).filter(({ state }) => state === 'committed');
  return plans.flatMap((plan) => {
    const { from, to } = frameOf(plan);
    const items = Array.isArray(plan.data['items']) ? plan.data['items'].filter(isJsonObject) : [];
    return items.flatMap(({ request, week, weeks }) => {
      const found = accepted.get(String(request));
      if (found === undefined) return [];
      const startsOn = dayAfter(from, (Number(week) - 1) * 7);
      return [
        step(found, 'plan', {
          plan: plan.key,
          startsOn,
          endsOn: endOf({ week: Number(week) - 1, weeks: Number(weeks) }, { from, to }),
        }),
      ];
    });
  });
}

async function releasedSteps(throughline: Throughline, requests: readonly CaseView[]): Promise<Submission[]> {
  const waiting = requests.filter(({ state, data }) => state === 'in_delivery' && textOf(data['release']) !== null);
  if (waiting.length === 0) return [];
  const releases = new Map((await readCases(throughline, 'release')).map((one) => [one.key, one]));
  return waiting.flatMap((found) => {
    const release = releases.get(String(found.data['release']));
    const releasedOn = textOf(release?.data['releasedOn']);
    if (release === undefined || releasedOn === null || !live.includes(release.state)) return [];
    return [step(found, 'release', { releasedOn, release: release.key })];
  });
}

/** The number as it stands at the day of the verdict; where it has no value, somebody is asked, once. */
async function verdictOf(throughline: Throughline, found: CaseView): Promise<Submission[]> {
  const metric = textOf(found.data['metric']);
  const verifyOn = String(found.data['verifyOn']);
  const value = metric === null || numberOf(found.data['target']) === null ? null : await numberAt(throughline, metric, verifyOn);
  if (value !== null && metric !== null) {
    const version = (await readMetricVersions(throughline.pool, metric)).at(-1)?.version ?? 1;
    return [step(found, 'measure', { value, measuredOn: verifyOn, definition: `${metric} ${version}` })];
  }
  const isTold = (found.clocks.children?.['exception/unmeasured']?.open.length ?? 0) > 0;
  return isTold ? [] : [step(found, 'noNumber', {})];
}

async function numberAt(throughline: Throughline, id: string, until: string): Promise<number | null> {
  try {
    return (await showMetric(throughline, { id, from: dayAfter(until, -measuredDays), to: until })).value;
  } catch (error) {
    // A number that nobody declares any more has no value.
    if (error instanceof ThroughlineError && error.code === 'metric-unknown') return null;
    throw error;
  }
}
