import type { Change } from '@throughline/api';
import { formatDay, kernelFlows, type Millis, parseDay } from '@throughline/language';
import type { Pool } from 'pg';
import { iso, type Seeing } from '../cases/case-row.ts';
import { caseNames } from '../cases/names.ts';
import { indexRead } from '../sql/index-read.ts';
import type { Throughline } from '../throughline.ts';
import type { Scope, Visible } from '../visible/visible.ts';

interface Stretch {
  /** First and last day, `YYYY-MM-DD`. */
  readonly from: string;
  readonly to: string;
  readonly limit: number;
}

/** A change is suspected that went live at most so long before a number left its limits. */
const beforeDays = 21;
/** The day on which it left them is known to the week. */
const afterDays = 3;

/** What people changed in a stretch of days, the latest first: releases, and flows that got a new version. */
export async function changesIn(throughline: Throughline, stretch: Stretch, visible: Visible): Promise<readonly Change[]> {
  const [released, deployed] = await Promise.all([
    readReleases(throughline.pool, stretch, visible.cases('release')),
    readDeployments(throughline.pool, stretch),
  ]);
  const names = await caseNames(
    throughline,
    released.map(({ id }) => id),
  );
  const changes = [
    ...released.map(
      ({ id, title, key, at }): Change => ({ kind: 'release', title, key, at: iso(at), case: names.get(id) ?? null }),
    ),
    ...deployed.map(
      ({ flow, title, version, at }): Change => ({
        kind: 'flow-version',
        title: `${title}, version ${version}`,
        key: `${flow}/${version}`,
        at: iso(at),
        case: null,
      }),
    ),
  ];
  return changes.sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, stretch.limit);
}

/** What was changed just before a day; a hint, no proof. */
export async function changeBefore(throughline: Throughline, since: string, visible: Visible): Promise<Change | null> {
  const day = parseDay(since);
  const stretch = { from: formatDay(day - beforeDays), to: formatDay(day + afterDays), limit: 1 };
  return (await changesIn(throughline, stretch, visible))[0] ?? null;
}

/** So far back lines of thirteen months reach. */
const linesDays = 396;
const linesMax = 20;

/** What is marked on the courses of metrics, the latest first. */
export async function changesLately(throughline: Throughline, { now, visible }: Seeing): Promise<readonly Change[]> {
  const day = (at: number) => iso(at).slice(0, 10);
  return await changesIn(throughline, { from: day(now - linesDays * 86_400_000), to: day(now), limit: linesMax }, visible);
}

interface Release {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly at: Millis;
}

/** Releases by the day on which they went live, whatever became of them since. */
async function readReleases(pool: Pool, { from, to, limit }: Stretch, scope: Scope): Promise<readonly Release[]> {
  return await indexRead<Release>(
    pool,
    `select f.case_id as id, d.key, coalesce(d.data->>'title', d.key) as title, live.at
      from throughline.list_field f
      join throughline.case_data d on d.bucket = f.bucket and d.id = f.case_id
      cross join lateral (
        select round(extract(epoch from occurred_at) * 1000)::float8 as at from throughline.event_log e
        where e.bucket = f.bucket and e.case_id = f.case_id and e.state_to = 'released' and e.state_from is distinct from 'released'
        order by seq desc limit 1) live
      where f.flow = 'release' and f.field = 'releasedOn' and f.is_open in (true, false) and f.text_value between $1 and $2
        and ($4::text[] is null or d.entity = any($4))
      order by f.text_value desc, f.case_id limit $3`,
    [from, to, limit, scope === 'all' ? null : scope],
  );
}

interface Deployment {
  readonly flow: string;
  readonly title: string;
  readonly version: number;
  readonly at: Millis;
}

/**
 * The first version of a flow is no change, and the kernel's own flows change with the program. A version counts from its release
 * on; in a company whose clock is moved by hand, that is when the program was started.
 */
async function readDeployments(pool: Pool, { from, to, limit }: Stretch): Promise<readonly Deployment[]> {
  const { rows } = await pool.query<Deployment>({
    name: 'throughline-deployments',
    text: `select flow, definition->>'title' as title, version, round(extract(epoch from released_at) * 1000)::float8 as at
      from throughline.flow_version
      where version > 1 and flow <> all($1) and released_at >= $2::timestamp at time zone 'UTC'
        and released_at < ($3::timestamp + interval '1 day') at time zone 'UTC'
        and exists (select from throughline.clock where mode = 'real')
      order by released_at desc limit $4`,
    values: [[...kernelFlows.keys()], from, to, limit],
  });
  return rows;
}
