import type { IncidentRow } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import { type CompiledFlow, deadlines, exceptionTitle, type Millis } from '@throughline/language';
import { iso } from '../cases/case-row.ts';
import { type FlowBook, loadFlows } from '../cases/flow-book.ts';
import { actorName } from '../cases/names.ts';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import { textSeen } from '../visible/redact.ts';
import type { Visible } from '../visible/visible.ts';

export interface Seer {
  readonly visible: Visible;
  readonly now: Millis;
}

const listedMax = 500;

type Data = Readonly<Record<string, unknown>>;
export const textOf = (data: Data, field: string): string | null => (typeof data[field] === 'string' ? data[field] : null);
export const textsOf = (data: Data, field: string): string[] => (Array.isArray(data[field]) ? data[field].map(String) : []);
export const numberOf = (data: Data, field: string): number | null => (typeof data[field] === 'number' ? data[field] : null);

/** The state of a case as rows show it. */
export function stateOf(flow: CompiledFlow, { state }: Pick<CaseView, 'state'>) {
  const { title = state, final } = flow.definition.states[state] ?? {};
  return { name: state, title, final: final !== undefined };
}

/** Cases of one flow as somebody may see them: the open ones first, then by what is later. None where the company has no such flow. */
export async function readCases(
  { engine }: Pick<Throughline, 'engine'>,
  flow: string,
  { visible, open }: { readonly visible: Visible; readonly open?: boolean | undefined },
): Promise<readonly CaseView[]> {
  const { latest } = await engine.clock();
  if (latest[flow] === undefined) return [];
  const one = { flow, limit: listedMax, ...visible.selection(flow) };
  const { cases: alive } = await engine.list({ ...one, open: true });
  if (open === true) return alive;
  const { cases: over } = await engine.list({ ...one, open: false });
  return [...alive, ...over].slice(0, listedMax);
}

/** @throws ThroughlineError case-unknown */
export async function findNumbered(throughline: Throughline, flow: string, number: string, visible: Visible): Promise<CaseView> {
  const { latest } = await throughline.engine.clock();
  const found =
    latest[flow] === undefined
      ? undefined
      : await findByKey(throughline, flow, number).then((ids) => throughline.engine.readCases(ids));
  const seen = found?.find((one) => visible.sees(one) && one.flow === flow);
  if (seen !== undefined) return seen;
  throw new ThroughlineError('case-unknown', `There is no ${flow} ${number}`, { place: 'number' });
}

async function findByKey({ pool }: Throughline, flow: string, key: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select d.id from throughline.case_data d join throughline.case_ c on c.bucket = d.bucket and c.id = d.id
      where c.flow = $1 and d.key = $2 and c.state <> 'retracted' order by d.entity limit 20`,
    [flow, key],
  );
  return rows.map(({ id }) => id);
}

/** Incidents as somebody may see them, those that are not over first, the most pressing of them before. */
export async function listIncidents(
  throughline: Throughline,
  { visible, now, open }: Seer & { readonly open?: boolean | undefined },
): Promise<IncidentRow[]> {
  const cases = await readCases(throughline, 'incident', { visible, open });
  const flowOf = await loadFlows(throughline, cases);
  const rows = cases.map((found) => ledBy(throughline, incidentRow(flowOf, found, { visible, now })));
  return rows.sort(
    (a, b) =>
      Number(a.state.final) - Number(b.state.final) ||
      (a.state.final ? 0 : a.priority.localeCompare(b.priority)) ||
      (a.beganAt < b.beganAt ? 1 : -1),
  );
}

/** Who leads it, by name. */
export function ledBy(house: Pick<Throughline, 'database'>, row: IncidentRow): IncidentRow {
  return { ...row, lead: row.lead === null ? null : actorName(house, row.lead).name };
}

const spoken: ReadonlySet<string> = new Set(['detected', 'acknowledged', 'mitigated', 'waiting_vendor', 'waiting_business']);

/** One incident as lists show it. */
export function incidentRow(flowOf: FlowBook, found: CaseView, { visible, now }: Seer): IncidentRow {
  const { id: caseId, key: number, data, clocks, state } = found;
  const flow = flowOf(found);
  const hidden = visible.hidden(flow, found.entity);
  const word = spoken.has(state)
    ? deadlines(flow, found, { now }).find(({ name, standing }) => name === 'communication/due' && standing !== 'stopped')
    : undefined;
  const open = Object.entries(clocks.children ?? {}).filter(
    ([name, child]) => name.startsWith('exception/') && child.open.length > 0,
  );
  return {
    ...{
      caseId,
      number,
      title: textOf(data, 'title') ?? number,
      priority: (data['priority'] ?? 'P4') as IncidentRow['priority'],
    },
    category: textOf(data, 'category'),
    ...{ state: stateOf(flow, found), systems: textsOf(data, 'systems') },
    ...{ integrations: textsOf(data, 'integrations'), flows: textsOf(data, 'flows') },
    lead: textSeen(hidden, data, 'lead'),
    detectedBy: textOf(data, 'detectedBy'),
    beganAt: textOf(data, 'beganAt') ?? iso(found.enteredAt),
    endedAt: textOf(data, 'endedAt'),
    blocked: numberOf(data, 'blocked'),
    atRisk: (data['atRisk'] ?? []) as unknown as IncidentRow['atRisk'],
    sayBy: word?.dueAt === undefined || word.dueAt === null ? null : iso(word.dueAt),
    late: open.map(([name]) => {
      const kind = name.slice('exception/'.length);
      return { kind, title: exceptionTitle(flow.definition, kind) };
    }),
    ...{ problem: textOf(data, 'problem'), causedBy: textOf(data, 'causedBy') },
  };
}
