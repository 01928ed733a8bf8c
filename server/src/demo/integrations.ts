import type { Submission } from '@throughline/engine';
import type { JsonObject, Millis } from '@throughline/language';
import { watchCatalogue } from '../catalogue/watch-catalogue.ts';
import { followRequests } from '../intake/follow-requests.ts';
import { findRegistered } from '../integrations/register.ts';
import { takeRuns } from '../integrations/take-runs.ts';
import { watchIntegrations } from '../integrations/watch-integrations.ts';
import { migrateServer } from '../migrations/migrate.ts';
import type { Throughline } from '../throughline.ts';
import { chanceOf } from './chance.ts';
import { firstDay, headquarters } from './company.ts';
import { furtherIntegrations } from './further-integrations.ts';
import { plannedAutomations, plannedIntegrations, runAt, type Stretch, slotsOf } from './integration-plan.ts';
import { dayMs, text } from './move.ts';
import { carrierRelease, isLive } from './planted.ts';
import { hourOfRelease } from './releases.ts';

/** Run logs reach so far back. */
const loggedMs = 91 * dayMs;
/** What was told of the last days is told again: known runs change nothing. */
const overlapMs = dayMs;
/** Started just now, a run has not ended yet. */
const endedMs = 10 * 60_000;
const runsAtOnce = 2000;

/**
 * What joins Halden's systems has run up to now: its run logs are taken in as those of a foreign scheduler are, and looked after as any others. Done again, or
 * broken off and done once more, it comes to the same.
 */
export async function runIntegrations(throughline: Throughline, seed: number): Promise<void> {
  const { pool, engine } = throughline;
  await migrateServer(pool);
  const { now, latest } = await engine.clock();
  if (latest['integration'] === undefined) return;
  await engine.dispatch([
    ...[...plannedIntegrations, ...furtherIntegrations].map(({ name, data }) =>
      registered('integration', name, 'register', { name, ...data }),
    ),
    ...plannedAutomations.map(({ name, event, data }) => registered('automation', name, event, { name, ...data })),
  ]);
  const running = { chance: chanceOf(seed), lost: await whenReferencesAreLost(throughline) };
  const upTo = now - endedMs;
  const last = await lastTold(throughline);
  const since = Math.max(firstDay, now - loggedMs, last - overlapMs);
  for (const plan of plannedIntegrations) {
    const of = await findRegistered(throughline, plan.name);
    const runs = [...slotsOf(plan, since, upTo)].flatMap((slot) => runAt(plan, slot, running) ?? []);
    for (let first = 0; first < runs.length; first += runsAtOnce) {
      const sent = runs.slice(first, first + runsAtOnce).map((run, line) => ({ line, run }));
      await takeRuns(throughline, of, { sent, toldBy: 'scheduler' });
    }
  }
  await watchIntegrations(throughline, { since: since - overlapMs });
  await lookAfterSystems(throughline, { now, catalogue: true });
}

interface Look {
  readonly now: Millis;
  /** Whether it is also looked who keeps what, and whether it is written down. */
  readonly catalogue: boolean;
}

/** What came of what went live, and how the systems are covered, told as far as the log does not know it. */
export async function lookAfterSystems(throughline: Throughline, { now, catalogue }: Look): Promise<void> {
  await migrateServer(throughline.pool);
  if (catalogue) await watchCatalogue(throughline, now);
  await followRequests(throughline);
}

/** From when the release that loses references went live until it is rolled back. */
async function whenReferencesAreLost({ engine }: Throughline): Promise<Stretch> {
  const release = await engine.findCase({ flow: 'release', entity: headquarters.name, key: carrierRelease });
  const releasedOn = text(release?.data['releasedOn']);
  if (release === undefined || releasedOn === '') return { from: Infinity, to: Infinity };
  return { from: Date.parse(releasedOn) + hourOfRelease, to: isLive(release.state) ? Infinity : release.enteredAt };
}

/** A system of record has had it since the company began. */
function registered(flow: string, name: string, type: string, data: JsonObject): Submission {
  const source = 'architecture-register';
  return {
    case: { flow, entity: headquarters.name, key: name },
    input: {
      ...{ kind: 'fact', type, data, occurredAt: firstDay, source: { name: source, liveFrom: 0 } },
      actor: { id: source, kind: 'source', principal: source, roles: [] },
    },
    receipt: { source, key: `${flow}/${name}` },
  };
}

async function lastTold({ pool }: Throughline): Promise<Millis> {
  const { rows } = await pool.query<{ at: number | null }>(
    'select extract(epoch from max(started_at))::float8 * 1000 as at from throughline_server.integration_run',
  );
  return rows[0]?.at ?? 0;
}
