import type { FailureGroupView, IntegrationDay, IntegrationFailureRow } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import type { Millis } from '@throughline/language';
import { loadFlows } from '../cases/flow-book.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import { readDays } from './day-table.ts';
import { expectedRecords } from './expected-records.ts';
import { readGroups, type StoredFailure } from './failure-table.ts';
import { releaseBehind } from './group-failures.ts';
import type { Registered } from './register.ts';
import { sumOf } from './show-register.ts';
import { dayMs, dayOf } from './tell-days.ts';

const groupsShown = 50;
const daysShown = 56;
const daysBefore = 28;

/** A failed record as it is shown. */
export function failureRow(one: StoredFailure): IntegrationFailureRow {
  const { record, at, outcome, errorClass, amount, run, group, settledAs, settledAt, proof } = one;
  return {
    ...{ record, outcome, errorClass, settledAs, at: new Date(at).toISOString(), run: run ?? null, group: group ?? null },
    amount: amount === undefined ? null : { currency: amount.currency, amount: amount.units },
    settledAt: settledAt === undefined ? null : new Date(settledAt).toISOString(),
    proof: proof ?? null,
  };
}

/** The days of eight weeks, and what records were to be expected on each. */
export async function daysOf({ pool }: Throughline, of: Registered, now: Millis): Promise<IntegrationDay[]> {
  const from = dayOf(now - (daysShown - 1) * dayMs);
  const range = { from: dayOf(now - (daysShown + daysBefore) * dayMs), to: dayOf(now + dayMs) };
  const days = await readDays(pool, [of.name], range);
  const expected = new Map(expectedRecords(days).map((one) => [one.day, one.expected]));
  return days
    .filter(({ day }) => day >= from)
    .map((one) => {
      const { day, due, records, recordsFailed } = one;
      return { day, records, recordsFailed, ...sumOf([one]), expected: expectedOn(of, due, expected.get(day) ?? null) };
    });
}

function expectedOn(
  { atLeast, atMost }: Registered,
  runs: number,
  known: { readonly low: number; readonly high: number } | null,
): IntegrationDay['expected'] {
  if (atLeast === undefined && atMost === undefined) return known === null ? null : { ...known, by: 'history' };
  return { low: (atLeast ?? 0) * runs, high: (atMost ?? Number.MAX_SAFE_INTEGER / 1000) * runs, by: 'declared' };
}

/** The cases of what failed of an integration: the open ones first, then the latest. */
export async function groupsOf(throughline: Throughline, of: Registered, visible: Visible): Promise<FailureGroupView[]> {
  const selection = visible.selection('integration-failure');
  const where = [{ field: 'integration', comparison: '=', values: [of.name] }] as const;
  const { cases } = await throughline.engine.list({
    ...{ flow: 'integration-failure', ...selection, where, limit: groupsShown },
    sort: { field: 'firstAt', descending: true },
  });
  return viewsOfGroups(throughline, of, { cases, visible });
}

/** Some of them, as they are shown. */
export async function viewsOfGroups(
  throughline: Throughline,
  of: Registered,
  { cases, visible }: { readonly cases: readonly CaseView[]; readonly visible: Visible },
): Promise<FailureGroupView[]> {
  const { pool } = throughline;
  const keys = cases.map(({ key }) => key);
  const [failures, flows, letters] = await Promise.all([
    readGroups(pool, keys),
    loadFlows(throughline, cases),
    openLettersOf(throughline, keys),
  ]);
  const byKey = Map.groupBy(failures, ({ group }) => group ?? '');
  const open = failures.some(({ settledAt }) => settledAt === undefined);
  const suspects = open ? await readSuspects(throughline, of, visible, failures) : undefined;
  const views = cases.map((found): FailureGroupView => {
    const { id, key, state, data, clocks } = found;
    const own = byKey.get(key) ?? [];
    const { title = state, final } = flows(found).definition.states[state] ?? {};
    const parts = (data['parts'] ?? []) as unknown as FailureGroupView['parts'];
    return {
      ...{
        caseId: id,
        number: key,
        state: { name: state, title, final: final !== undefined },
        assignee: clocks.assignee ?? null,
      },
      ...{ firstAt: String(data['firstAt']), lastAt: String(data['lastAt']) },
      ...{ count: Number(data['count']), unknown: Number(data['unknown']), proof: (data['proof'] as string | undefined) ?? null },
      atRisk: data['atRisk'] as unknown as FailureGroupView['atRisk'],
      open: own.filter(({ settledAt }) => settledAt === undefined).length,
      parts: parts.map(({ errorClass, outcome, count }) => {
        const alike = own.filter((one) => one.errorClass === errorClass && one.outcome === outcome);
        const isOpen = alike.filter(({ settledAt }) => settledAt === undefined).length;
        return { errorClass, outcome, count, open: isOpen, behind: isOpen === 0 ? null : (suspects?.(errorClass) ?? null) };
      }),
      openDeadLetters: letters.get(key)?.length ?? 0,
    };
  });
  return views.sort((a, b) => Number(a.state.final) - Number(b.state.final) || (a.firstAt < b.firstAt ? 1 : -1));
}

/** The open dead letters of some groups, the oldest first. */
export async function openLettersOf(
  { pool }: Throughline,
  keys: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await pool.query<{ key: string; id: string }>(
    `select f.group_key as key, d.id from throughline_server.integration_failure f
      join throughline_server.dead_letter d on d.connection = f.integration and d.id::text = f.record
      where f.group_key = any($1) and d.status = 'open' order by d.first_at, d.id`,
    [keys],
  );
  return new Map([...Map.groupBy(rows, ({ key }) => key)].map(([key, all]) => [key, all.map(({ id }) => id)]));
}

/** So long before its first failure a release is looked for, and what went well before it. */
const suspectedDays = 60;

type Behind = FailureGroupView['parts'][number]['behind'];

/** Which release a kind of failure began with, as `releaseBehind` says. */
async function readSuspects(
  { pool }: Throughline,
  { name }: Registered,
  visible: Visible,
  failures: readonly StoredFailure[],
): Promise<(errorClass: string) => Behind> {
  const firstAt = failures.reduce((first, { at }) => Math.min(first, at), Number.POSITIVE_INFINITY);
  const from = firstAt - suspectedDays * dayMs;
  const scope = visible.cases('release');
  const [released, ran, failed] = await Promise.all([
    pool.query<{ id: string; number: string; at: number }>(
      `select d.id, d.key as number, live.at from throughline.case_ c join throughline.case_data d on d.bucket = c.bucket and d.id = c.id
        cross join lateral (select round(extract(epoch from min(e.occurred_at)) * 1000)::float8 as at from throughline.event_log e
          where e.bucket = d.bucket and e.case_id = d.id and e.state_to = 'released' and e.state_from is distinct from 'released') live
        where c.flow = 'release' and live.at >= $1::float8 and ($2::text[] is null or d.entity = any($2)) order by live.at desc limit 100`,
      [from, scope === 'all' ? null : scope],
    ),
    pool.query<{ at: number; records: number }>(
      `select round(extract(epoch from date_bin('1 minute', started_at, 'epoch')) * 1000)::float8 as at, sum(records)::float8 as records
        from throughline_server.integration_run where integration = $1 and started_at >= to_timestamp($2::float8 / 1000) group by 1`,
      [name, from],
    ),
    // What failed before anybody was to be told of it, too, was failing before the release.
    pool.query<{ record: string; at: number; errorClass: string; outcome: StoredFailure['outcome'] }>(
      `select record, round(extract(epoch from at) * 1000)::float8 as at, error_class as "errorClass", outcome
        from throughline_server.integration_failure where integration = $1 and at >= to_timestamp($2::float8 / 1000) and not excused`,
      [name, from],
    ),
  ]);
  const alike = failed.rows.map((one) => ({ ...one, integration: name }));
  return (errorClass) => {
    const found = releaseBehind(errorClass, { failures: alike, moved: ran.rows, releases: released.rows });
    if (found === undefined) return null;
    const { release, before, after } = found;
    return { release: release.number, caseId: release.id, at: new Date(release.at).toISOString(), before, after };
  };
}
