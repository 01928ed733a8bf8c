import type { Database, MetricTile, Risk } from '@throughline/api';
import type { RiskPart } from '../parts/home/risk-table.tsx';
import { stringifySearch } from '../search.ts';
import type { AdminSearch } from './admin/search.ts';
import type { CalendarSearch } from './calendar/search.ts';
import type { CasesSearch } from './cases/search.ts';
import type { ChangesSearch } from './changes/search.ts';
import type { ConnectionSearch } from './connection/search.ts';
import type { ConnectionsSearch } from './connections/search.ts';
import type { FlowSearch } from './flow/search.ts';
import type { FlowsSearch } from './flows/search.ts';
import type { IncidentsSearch } from './incidents/search.ts';
import type { IntakeSearch } from './intake/search.ts';
import type { IntegrationSearch } from './integration/search.ts';
import type { IntegrationsSearch } from './integrations/search.ts';
import type { MetricSearch } from './metric/search.ts';
import type { NotificationsSearch } from './notifications/search.ts';
import type { ProposeSearch } from './propose/search.ts';
import type { RoadmapSearch } from './roadmap/search.ts';
import type { ServiceSearch } from './service/search.ts';
import type { SystemSearch } from './system/search.ts';
import type { SystemsSearch } from './systems/search.ts';
import type { TasksSearch } from './tasks/search.ts';

/*
 * Where figures lead. A list that is opened by a figure shows that same figure: the filters here are those by which the server
 * counted.
 */

export function caseAddress(database: Database, id: string): string {
  return `/${database}/case/${id}`;
}

export function casesAddress(database: Database, flow: string, search: CasesSearch): string {
  return `/${database}/cases/${encodeURIComponent(flow)}${stringifySearch({ ...search })}`;
}

export function flowAddress(database: Database, flow: string, search: FlowSearch = {}): string {
  return `/${database}/flows/${encodeURIComponent(flow)}${stringifySearch({ ...search })}`;
}

/** Where a change of a flow is proposed. */
export function proposeAddress(database: Database, flow: string, search: ProposeSearch = {}): string {
  return `/${database}/flows/${encodeURIComponent(flow)}/propose${stringifySearch({ ...search })}`;
}

export function changeAddress(database: Database, number: string): string {
  return `/${database}/changes/${encodeURIComponent(number)}`;
}

export function changesAddress(database: Database, search: ChangesSearch = {}): string {
  return `/${database}/changes${stringifySearch({ ...search })}`;
}

export function calendarAddress(database: Database, search: CalendarSearch = {}): string {
  return `/${database}/calendar${stringifySearch({ ...search })}`;
}

export function releaseAddress(database: Database, number: string): string {
  return `/${database}/releases/${encodeURIComponent(number)}`;
}

/** The library of flows. */
export function flowsAddress(database: Database, search: FlowsSearch = {}): string {
  return `/${database}/flows${stringifySearch({ ...search })}`;
}

export function metricAddress(database: Database, id: string, search: MetricSearch = {}): string {
  return `/${database}/metrics/${encodeURIComponent(id)}${stringifySearch({ ...search })}`;
}

export function tasksAddress(database: Database, search: TasksSearch): string {
  return `/${database}/tasks${stringifySearch({ ...search })}`;
}

export function adminAddress(database: Database, search: AdminSearch = {}): string {
  return `/${database}/admin${stringifySearch({ ...search })}`;
}

export function accountAddress(database: Database): string {
  return `/${database}/account`;
}

export function notificationsAddress(database: Database, search: NotificationsSearch = {}): string {
  return `/${database}/notifications${stringifySearch({ ...search })}`;
}

/** What is asked for. */
export function intakeAddress(database: Database, search: IntakeSearch = {}): string {
  return `/${database}/intake${stringifySearch({ ...search })}`;
}

export function requestAddress(database: Database, number: string): string {
  return `/${database}/intake/${encodeURIComponent(number)}`;
}

/** The plan of a quarter, or the year. */
export function roadmapAddress(database: Database, search: RoadmapSearch = {}): string {
  return `/${database}/roadmap${stringifySearch({ ...search })}`;
}

/** The register of integrations, or of automations. */
export function integrationsAddress(database: Database, search: IntegrationsSearch = {}): string {
  return `/${database}/integrations${stringifySearch({ ...search })}`;
}

export function integrationAddress(database: Database, name: string, search: IntegrationSearch = {}): string {
  return `/${database}/integrations/${encodeURIComponent(name)}${stringifySearch({ ...search })}`;
}

export function incidentsAddress(database: Database, search: IncidentsSearch = {}): string {
  return `/${database}/incidents${stringifySearch({ ...search })}`;
}

/** The room of an incident. */
export function incidentAddress(database: Database, number: string): string {
  return `/${database}/incidents/${encodeURIComponent(number)}`;
}

/** What is promised and kept. */
export function serviceAddress(database: Database, search: ServiceSearch = {}): string {
  return `/${database}/service${stringifySearch({ ...search })}`;
}

export function systemsAddress(database: Database, search: SystemsSearch = {}): string {
  return `/${database}/systems${stringifySearch({ ...search })}`;
}

export function systemAddress(database: Database, name: string, search: SystemSearch = {}): string {
  return `/${database}/systems/${encodeURIComponent(name)}${stringifySearch({ ...search })}`;
}

export function connectionsAddress(database: Database, search: ConnectionsSearch = {}): string {
  return `/${database}/connections${stringifySearch({ ...search })}`;
}

export function connectionAddress(database: Database, id: string, search: ConnectionSearch = {}): string {
  return `/${database}/connections/${encodeURIComponent(id)}${stringifySearch({ ...search })}`;
}

export function reconciliationsAddress(database: Database): string {
  return `/${database}/reconciliations`;
}

export function reconciliationAddress(database: Database, id: string): string {
  return `${reconciliationsAddress(database)}/${encodeURIComponent(id)}`;
}

/** The latest period of a metric that is over: that of which its tile shows the value. */
export function latestWindow({ series, grain }: Pick<MetricTile, 'series' | 'grain'>): MetricSearch {
  const last = series.at(-1);
  return last === undefined ? {} : { from: last.from, to: last.to, ...(grain === 'month' ? {} : { grain }) };
}

/**
 * The late cases that stand on a rung, on none yet, on none because they were late before, or still; in one currency, or in all.
 *
 * @param today `YYYY-MM-DD` where the company is: what is due today is not late
 */
export function riskAddress(
  database: Database,
  risk: Risk,
  { today, part, currency }: { readonly today: string; readonly part: RiskPart; readonly currency?: string | null },
): string {
  const where = [...lateness(risk.dueOn, today, part), `${risk.open}>0`, ...standing(risk, part)];
  if (typeof currency === 'string') where.push(`${risk.currency}=${currency}`);
  return casesAddress(database, risk.flow, { open: 'true', where });
}

function lateness(dueOn: string, today: string, part: RiskPart): readonly string[] {
  if (typeof part === 'string' || part.due === undefined) return [`${dueOn}<${today}`];
  const { from, to } = part.due;
  return from === null ? [`${dueOn}<=${to}`] : [`${dueOn}>=${from}`, `${dueOn}<=${to}`];
}

function standing({ ladder, rungs, lateBefore, paused: { states } }: Risk, part: RiskPart): readonly string[] {
  if (part === 'all') return [];
  if (part === 'paused') return [`$state=${states.join(',')}`];
  const named = [...rungs.flatMap(({ rung }) => (rung === null ? [] : [rung])), lateBefore.rung];
  const on = part.rung === null ? `$rung.${ladder}!=${named.join(',')}` : `$rung.${ladder}=${part.rung}`;
  return states.length === 0 ? [on] : [on, `$state!=${states.join(',')}`];
}

/** The rungs that fire soon: of the cases that stand on a rung, or all. */
export function rungsAddress(database: Database, { flow, ladder }: Risk, part: RiskPart): string {
  const reached = typeof part === 'string' ? {} : { reached: part.rung ?? '$none' };
  return tasksAddress(database, { show: 'rungs', flow, ladder, ...reached });
}
