import type { ServiceView } from '@throughline/api';
import { type CompiledFlow, durationText, type Millis, targetStanding } from '@throughline/language';
import { service } from '@throughline/packs';
import { newestFlows } from '../cases/flow-book.ts';
import { readCatalogue } from '../catalogue/read-catalogue.ts';
import type { DocumentRecord } from '../catalogue/records.ts';
import { documentRow, roleOf } from '../catalogue/show-coverage.ts';
import { metricValues } from '../metric-answers.ts';
import type { Throughline } from '../throughline.ts';
import { metricSeen } from '../visible/metrics-seen.ts';
import type { Visible } from '../visible/visible.ts';
import { type Seer, textOf } from './read-incidents.ts';

const priorities = ['P1', 'P2', 'P3', 'P4'] as const;
/** The ladders that are promises to others, and the rung of each that says that one was not kept. */
const promises = [
  ['response', 'Responded to within'],
  ['resolution', 'Resolved within'],
  ['communication', 'Something is said every'],
  ['answer', 'The vendor answers within'],
] as const;
const daysBack = 90;
const dayMs = 86_400_000;
const articleKinds: ReadonlySet<string> = new Set(['article', 'faq']);

/** What is promised, whether it was kept, who is called when, and what can be read, as somebody may see it. */
export async function showService(
  throughline: Throughline,
  { visible, now, search }: Seer & { readonly search?: string | undefined },
): Promise<ServiceView> {
  const [records, flows] = await Promise.all([readCatalogue(throughline, { visible }), newestFlows(throughline)]);
  const incident = flows.find(({ name }) => name === 'incident');
  const found = await saying(throughline, records.documents, search);
  const escalation = records.systems.map(({ name, title, tier, owner, escalation: steps }) => ({
    ...{ system: name, title, tier, owner: roleOf(owner) },
    steps: steps.map((step) => ({
      ...{ priority: step.priority as (typeof priorities)[number], role: roleOf(step.role), afterMinutes: step.afterMinutes },
    })),
  }));
  return {
    levels: incident === undefined ? [] : await levelsOf(throughline, incident, now),
    attainment: incident === undefined ? [] : await attainmentOf(throughline, { visible, now }),
    escalation,
    articles: found.filter(({ kind }) => articleKinds.has(kind)).map(documentRow),
    runbooks: found.filter(({ kind }) => kind === 'runbook').map(documentRow),
  };
}

async function levelsOf({ engine }: Throughline, flow: CompiledFlow, now: Millis): Promise<ServiceView['levels']> {
  const { parameters } = await engine.parameters(flow.name);
  return promises.flatMap(([name, title]) => {
    const after = flow.ladders.get(name)?.rungs[0]?.after;
    if (after === undefined) return [];
    const within = (priority: string) =>
      // Which field chose it stands in the head of its column.
      durationText(after, { now, parameters }, flow, { priority }).replace(/ \([^)]*\)$/, '');
    return [{ name, title, by: priorities.map((priority) => ({ priority, within: within(priority) })) }];
  });
}

async function attainmentOf(
  throughline: Throughline,
  { visible, now }: { readonly visible: Visible; readonly now: Millis },
): Promise<ServiceView['attainment']> {
  const day = (at: Millis) => new Date(at).toISOString().slice(0, 10);
  const asked = { from: day(now - daysBack * dayMs), to: day(now + dayMs) };
  const { latest } = await throughline.engine.clock();
  const answered = service.metrics.filter(
    (metric) => [metric.flow].flat().every((flow) => latest[flow] !== undefined) && metricSeen(visible, metric) !== undefined,
  );
  const rows: ServiceView['attainment'] = [];
  for (const metric of answered) {
    const { values } = await metricValues(throughline, metric.id, asked, visible);
    const [first] = values;
    const { id, title, unit, target } = metric;
    const value = first?.value ?? null;
    const standing = value === null ? undefined : targetStanding(metric, value);
    rows.push({
      ...{ metric: id, title, unit, value, n: first?.n ?? 0 },
      target: target === undefined ? null : targetText(target, unit),
      kept: standing === undefined || target === undefined ? null : standing === 'met',
    });
  }
  return rows;
}

function targetText({ from, to }: { readonly from?: number; readonly to?: number }, unit: string): string {
  const figure = (value: number) => {
    if (unit === 'share') return `${Math.round(value * 100)}%`;
    return unit === 'hours' || unit === 'days' ? `${value} ${unit}` : `${value}`;
  };
  return from === undefined ? `at most ${figure(to ?? 0)}` : `at least ${figure(from)}`;
}

/** Documents that say all words of a search, in their title, of what they are, or their text. */
async function saying(
  { engine }: Throughline,
  documents: readonly DocumentRecord[],
  search: string | undefined,
): Promise<readonly DocumentRecord[]> {
  const words = (search ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return documents;
  const bodies = new Map(
    (await engine.readCases(documents.map(({ caseId }) => caseId))).map(({ id, data }) => [id, textOf(data, 'body') ?? '']),
  );
  return documents.filter(({ caseId, title, of, name }) => {
    const text = `${name} ${title} ${of} ${bodies.get(caseId) ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
