import type { Millis } from '@throughline/language';
import type { Throughline } from '../throughline.ts';
import { readDays } from './day-table.ts';
import { type DeclaredVolume, tellDeclaredVolumes } from './declared-volume.ts';
import { missedSlots } from './missed-slots.ts';
import { takeOwnRuns } from './own-connections.ts';
import { type Registered, readRegister } from './register.ts';
import { readStarts } from './run-table.ts';
import { historyMs } from './take-runs.ts';
import { dayMs, dayOf, tellDays } from './tell-days.ts';
import { monitor } from './tell-failure.ts';
import { tellGroups } from './tell-groups.ts';

/** Runs are told late: what was missed is looked at again for so long. */
const lookBackMs = 2 * dayMs;

/**
 * Looks after all integrations once: takes over the runs of our own connections, finds what was missed, tells the log of the days that are over, and brings what
 * failed to its cases. Looked twice nothing happens twice.
 *
 * @param since days before it are taken as told
 */
export async function watchIntegrations(
  throughline: Throughline,
  { since }: { readonly since: Millis },
): Promise<readonly Registered[]> {
  const isMain = throughline.database === 'main';
  const volumes = isMain ? await takeOwnRuns(throughline) : new Map<string, DeclaredVolume>();
  const register = (await readRegister(throughline)).filter(({ state }) => state === 'live');
  if (register.length === 0) return register;
  const { now } = await throughline.engine.clock();
  await findMissed(throughline, register, now);
  await tellDays(throughline, register, { now, since, volumes });
  await tellDeclaredVolumes(throughline.pool, register, { volumes, now });
  await tellGoals(throughline, register, now);
  await tellGroups(throughline, register);
  return register;
}

interface Watch {
  readonly quiet: Millis;
  readonly until: Millis;
}

/** Writes runs that should have begun and did not as failures; of one that was told late after all, that it had happened. */
export async function findMissed({ pool }: Throughline, register: readonly Registered[], now: Millis): Promise<void> {
  const scheduled = register.filter(({ everyMs }) => everyMs !== undefined);
  if (scheduled.length === 0) return;
  const { rows } = await pool.query<{ integration: string; quiet: number | null; until: number | null }>(
    `select integration, extract(epoch from quiet_until)::float8 * 1000 as quiet, extract(epoch from missed_until)::float8 * 1000 as until
      from throughline_server.integration_watch where integration = any($1)`,
    [scheduled.map(({ name }) => name)],
  );
  const watches = new Map(
    rows.map(({ integration, quiet, until }): [string, Watch] => [integration, { quiet: quiet ?? 0, until: until ?? 0 }]),
  );
  const asked = scheduled.map(({ name, since }) => {
    const until = watches.get(name)?.until ?? 0;
    return { name, since: until === 0 ? since - historyMs : Math.min(until, now - lookBackMs) };
  });
  const starts = await readStarts(pool, asked);
  const found = scheduled.map(({ name, since, everyMs = dayMs, toleranceMs }, index) => {
    const began = starts.get(name) ?? [];
    // Before its first run an integration is expected from when it is live.
    const begun = began.length === 0 ? [since] : began;
    const quiet = watches.get(name)?.quiet ?? 0;
    const from = Math.max(quiet, began.length === 0 ? since : 0, asked[index]?.since ?? 0);
    const missed = missedSlots(begun, { everyMs, toleranceMs }, now).filter((slot) => slot > from);
    return { name, from, missed };
  });
  await writeMissed(pool, found, now);
}

async function writeMissed(
  pool: Throughline['pool'],
  found: readonly { readonly name: string; readonly from: Millis; readonly missed: readonly Millis[] }[],
  now: Millis,
): Promise<void> {
  const slots = found.flatMap(({ name, missed }) => missed.map((at) => ({ name, at })));
  const values = [slots.map(({ name }) => name), slots.map(({ at }) => at)];
  await pool.query(
    `insert into throughline_server.integration_failure (integration, record, at, outcome, error_class, is_history)
      select name, to_char(to_timestamp(at / 1000) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), to_timestamp(at / 1000), 'missed', 'missed-run', at < $3
      from unnest($1::text[], $2::float8[]) t (name, at) on conflict do nothing`,
    [...values, now - historyMs],
  );
  await pool.query(
    `update throughline_server.integration_failure f set excused = true, settled_as = 'done', settled_at = coalesce(settled_at, to_timestamp($5::float8 / 1000)),
        proof = 'it had run: told late'
      from unnest($3::text[], $4::float8[]) w (name, since)
      where f.integration = w.name and f.outcome = 'missed' and not f.excused and f.at > to_timestamp(w.since / 1000)
        and (f.integration, to_char(f.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')) not in
          (select name, to_char(to_timestamp(at / 1000) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') from unnest($1::text[], $2::float8[]) t (name, at))`,
    [...values, found.map(({ name }) => name), found.map(({ from }) => from), now],
  );
  await pool.query(
    `insert into throughline_server.integration_watch (integration, missed_until) select name, to_timestamp($2::float8 / 1000) from unnest($1::text[]) t (name)
      on conflict (integration) do update set missed_until = excluded.missed_until`,
    [found.map(({ name }) => name), now],
  );
}

/** Of fewer runs a share says nothing. */
const dueMin = 10;
/** So rarely as many fail where the goal is kept. */
const byChance = 0.05;
const stretches = [7, 28] as const;

/** How likely at least so many of some runs fail, each with a probability: the upper tail of a binomial distribution. */
export function tailOf(runs: number, probability: number, failed: number): number {
  let below = 0;
  for (let some = 0, term = (1 - probability) ** runs; some < failed; some += 1) {
    below += term;
    term *= ((runs - some) / (some + 1)) * (probability / (1 - probability));
  }
  return 1 - below;
}

/**
 * An integration of which fewer runs succeed than are to, by more than chance, has an exception, until enough succeed again: so a single run that fails is no
 * broken goal.
 */
async function tellGoals({ pool, engine }: Throughline, register: readonly Registered[], now: Millis): Promise<void> {
  const names = register.map(({ name }) => name);
  const to = dayOf(now + dayMs);
  const days = Map.groupBy(await readDays(pool, names, { from: dayOf(now - 27 * dayMs), to }), ({ integration }) => integration);
  for (const { name, goal, found, entity } of register) {
    const measured = stretches
      .map((length) => {
        const fromDay = dayOf(now - (length - 1) * dayMs);
        const over = (days.get(name) ?? []).filter(({ day }) => day >= fromDay);
        const sum = (of: 'due' | 'succeeded') => over.reduce((all, day) => all + day[of], 0);
        return { fromDay, toDay: dayOf(now), due: sum('due'), succeeded: sum('succeeded') };
      })
      .find(({ due }) => due >= dueMin);
    if (measured === undefined) continue;
    const isTold = (found.clocks.children?.['exception/underGoal']?.open.length ?? 0) > 0;
    const { due, succeeded } = measured;
    const isUnder = isTold ? succeeded < goal * due : tailOf(due, 1 - goal, due - succeeded) < byChance;
    if (isUnder === isTold) continue;
    await engine.submit({
      case: { flow: 'integration', entity, key: name },
      input: { kind: 'command', type: isUnder ? 'fallBelow' : 'recover', data: measured, actor: monitor },
      receipt: { source: 'integrations', key: `${name} ${isUnder ? 'fallBelow' : 'recover'} ${found.seq}` },
    });
  }
}
