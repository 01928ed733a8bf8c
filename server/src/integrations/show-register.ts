import type { AutomationView, IntegrationView } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import type { Millis } from '@throughline/language';
import { mapsOf } from '../catalogue/read-catalogue.ts';
import { countOpenLetters } from '../connections/dead-letters.ts';
import { declaredConnections } from '../connections/declarations.ts';
import { titleOfRole } from '../http/roles.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import { type DayFigures, readDays } from './day-table.ts';
import { missedSlots } from './missed-slots.ts';
import { type Registered, readRegister } from './register.ts';
import { readLastRuns } from './run-table.ts';
import { dayMs, dayOf } from './tell-days.ts';

const weekDays = 7;
const weeksShown = 4;

interface Open {
  readonly groups: number;
  readonly failures: number;
  readonly unknown: number;
}

const nothingOpen: Open = { groups: 0, failures: 0, unknown: 0 };

/** The register as somebody may see it, by name. */
export async function listIntegrations(throughline: Throughline, visible: Visible, now: Millis): Promise<IntegrationView[]> {
  const register = await readRegister(throughline, visible);
  return viewsOf(throughline, register, now);
}

/** Some integrations, each with how it does. */
export async function viewsOf(
  throughline: Throughline,
  register: readonly Registered[],
  now: Millis,
): Promise<IntegrationView[]> {
  const { pool, env, database } = throughline;
  const names = register.map(({ name }) => name);
  const from = dayOf(now - (weekDays * weeksShown - 1) * dayMs);
  const [lastRuns, days, open, letters, declared, quiet] = await Promise.all([
    readLastRuns(pool, names),
    readDays(pool, names, { from, to: dayOf(now + dayMs) }),
    readOpen(throughline, names),
    database === 'main' ? countOpenLetters(pool) : new Map<string, number>(),
    database === 'main' ? declaredConnections(env) : [],
    readQuiet(throughline, names),
  ]);
  const byName = Map.groupBy(days, ({ integration }) => integration);
  const own = new Set(declared.map(({ id }) => id));
  return register.map((one) => {
    const { name, found, state } = one;
    const over = byName.get(name) ?? [];
    const lastRun = lastRuns.get(name) ?? null;
    const due = dueOf(one, { lastRun, quietUntil: quiet.get(name) ?? 0, now });
    const success = sumOf(over);
    const stands = open.get(name) ?? nothingOpen;
    return {
      ...describedOf(one),
      ...{ caseId: found.id, name, state, lastRun, success, ...due, isConnection: own.has(name) },
      weeks: Array.from({ length: weeksShown }, (_, week) => {
        const begin = dayOf(now - (weekDays * (weeksShown - week) - 1) * dayMs);
        const end = dayOf(now - (weekDays * (weeksShown - week - 1) - 1) * dayMs);
        return { from: begin, ...sumOf(over.filter(({ day }) => day >= begin && day < end)) };
      }),
      standing: standingOf(one, { isSilent: due.silentSince !== null, lastRun, success }),
      ...{ openGroups: stands.groups, openFailures: stands.failures, unknown: stands.unknown },
      openDeadLetters: own.has(name) ? (letters.get(name) ?? 0) : 0,
      drifted: (found.clocks.children?.['exception/schemaDrift']?.open.length ?? 0) > 0,
    };
  });
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const texts = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
const whole = (value: unknown) => (typeof value === 'number' ? value : null);

function describedOf({ found: { data }, title, owner, tier, goal, toleranceMs, everyMs }: Registered) {
  return {
    ...{ title, tier, goal, owner: { name: owner, title: titleOfRole(owner) }, toleranceMinutes: toleranceMs / 60_000 },
    ...{ source: text(data['source']), target: text(data['target']), pattern: text(data['pattern']), moves: text(data['moves']) },
    ...{
      atLeast: whole(data['atLeast']),
      atMost: whole(data['atMost']),
      everyMinutes: everyMs === undefined ? null : everyMs / 60_000,
    },
    ...{ runbook: text(data['runbook']), budget: text(data['budget']), reviewOn: text(data['reviewOn']) },
    dataClasses: texts(data['dataClasses']),
    maps: mapsOf(data['maps']).map(({ values, ...of }) => ({ ...of, values: [...values] })),
  };
}

/** Runs that should have happened on some days, and those that succeeded. */
export function sumOf(days: readonly Pick<DayFigures, 'due' | 'succeeded' | 'missed'>[]) {
  const sum = (of: 'due' | 'succeeded' | 'missed') => days.reduce((all, day) => all + day[of], 0);
  const [due, succeeded] = [sum('due'), sum('succeeded')];
  return { due, succeeded, missed: sum('missed'), rate: due === 0 ? null : succeeded / due };
}

/** When it runs next, and since when it should have. */
function dueOf(
  { everyMs, toleranceMs, since, state }: Registered,
  {
    lastRun,
    quietUntil,
    now,
  }: { readonly lastRun: IntegrationView['lastRun']; readonly quietUntil: Millis; readonly now: Millis },
): Pick<IntegrationView, 'nextAt' | 'silentSince'> {
  if (everyMs === undefined || state !== 'live') return { nextAt: null, silentSince: null };
  const last = Math.max(quietUntil, lastRun === null ? since : Date.parse(lastRun.scheduledAt ?? lastRun.startedAt));
  const [missed] = missedSlots([last], { everyMs, toleranceMs }, now);
  return {
    nextAt: new Date(last + everyMs).toISOString(),
    silentSince: missed === undefined ? null : new Date(missed).toISOString(),
  };
}

/** The worst that is so of it. */
function standingOf(
  { state, goal }: Registered,
  { isSilent, lastRun, success }: { readonly isSilent: boolean } & Pick<IntegrationView, 'lastRun' | 'success'>,
): IntegrationView['standing'] {
  if (state !== 'live') return state;
  if (isSilent) return 'silent';
  if (lastRun === null) return 'no-runs';
  if (lastRun.status === 'failed' || lastRun.status === 'partial') return 'failing';
  return success.rate !== null && success.rate < goal ? 'under-goal' : 'good';
}

async function readOpen({ pool, engine }: Throughline, names: readonly string[]): Promise<ReadonlyMap<string, Open>> {
  const { rows } = await pool.query<{ integration: string; failures: number; unknown: number }>(
    `select integration, count(*)::int4 as failures, count(*) filter (where outcome = 'unknown' and settled_as is null)::int4 as unknown
      from throughline_server.integration_failure where integration = any($1) and settled_at is null and not is_history and not excused
      group by integration`,
    [names],
  );
  const { cases } = await engine.list({ flow: 'integration-failure', open: true, limit: 1000 });
  const groups = Map.groupBy(cases, ({ data }) => text(data['integration']));
  const failures = new Map(rows.map((row) => [row.integration, row]));
  return new Map(
    names.map((name) => [
      name,
      {
        groups: groups.get(name)?.length ?? 0,
        failures: failures.get(name)?.failures ?? 0,
        unknown: failures.get(name)?.unknown ?? 0,
      },
    ]),
  );
}

async function readQuiet({ pool }: Throughline, names: readonly string[]): Promise<ReadonlyMap<string, Millis>> {
  const { rows } = await pool.query<{ integration: string; quiet: number }>(
    `select integration, extract(epoch from quiet_until)::float8 * 1000 as quiet from throughline_server.integration_watch
      where integration = any($1) and quiet_until is not null`,
    [names],
  );
  return new Map(rows.map(({ integration, quiet }) => [integration, quiet]));
}

const automationsMax = 500;

/** The register of automations as somebody may see it. */
export async function listAutomations({ engine }: Throughline, visible: Visible): Promise<AutomationView[]> {
  const { cases } = await engine.list({ flow: 'automation', limit: automationsMax, ...visible.selection('automation') });
  return cases.map(automationOf);
}

function automationOf({ id, key, data, state, clocks }: CaseView): AutomationView {
  const owner = text(data['owner']);
  return {
    ...{ caseId: id, name: key, title: text(data['title']), state: state as AutomationView['state'] },
    ...{ platform: text(data['platform']), version: text(data['version']), owner: { name: owner, title: titleOfRole(owner) } },
    ...{ telemetry: data['telemetry'] as AutomationView['telemetry'], telemetryAt: text(data['telemetryAt']) },
    ...{ dataClasses: texts(data['dataClasses']), runbook: text(data['runbook']), reviewOn: text(data['reviewOn']) },
    hasNoOwner: (clocks.children?.['exception/noOwner']?.open.length ?? 0) > 0,
  };
}
