import type { ServiceView } from '@throughline/api';
import { mainLine } from '@throughline/insight';
import { type CompiledFlow, durationText, type Millis, targetStanding } from '@throughline/language';
import { service } from '@throughline/packs';
import { iso } from '../cases/case-row.ts';
import { newestFlow, newestFlows } from '../cases/flow-book.ts';
import { readCatalogue } from '../catalogue/read-catalogue.ts';
import type { DocumentRecord } from '../catalogue/records.ts';
import { documentRow, roleOf } from '../catalogue/show-coverage.ts';
import { homePack } from '../home/home-pack.ts';
import { measuredLately } from '../home/measuring.ts';
import { metricValues } from '../metric-answers.ts';
import { findMetric, listMetrics } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';
import { metricSeen } from '../visible/metrics-seen.ts';
import { readMessages } from './messages.ts';
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
  if (incident === undefined)
    return { levels: [], measuredAt: iso(now), attainment: [], categories: [], escalation, messages: [], ...documentsOf(found) };
  const [levels, kept, categories, messages] = await Promise.all([
    levelsOf(throughline, incident, now),
    attainmentOf(throughline, { visible, now }),
    categoriesOf(throughline, { visible, now }),
    readMessages(throughline, records.documents),
  ]);
  return { levels, ...kept, categories, escalation, messages: [...messages], ...documentsOf(found) };
}

function documentsOf(found: readonly DocumentRecord[]): Pick<ServiceView, 'articles' | 'runbooks'> {
  return {
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

/** The numbers of the scorecard that are of services. */
async function attainmentOf(
  throughline: Throughline,
  { visible, now }: Seer,
): Promise<Pick<ServiceView, 'measuredAt' | 'attainment'>> {
  const { timeZone } = (await newestFlow(throughline, homePack().flow)).calendar;
  const measured = await measuredLately(throughline, listMetrics(), { now, timeZone, visible });
  if (measured === undefined) return { measuredAt: null, attainment: [] };
  const attainment = (service.metrics ?? []).flatMap((metric) => {
    const found = measured.metrics.get(metric.id);
    const points = (found && mainLine(found.series))?.points ?? [];
    const [latest, running] = [points.findLast(({ complete }) => complete), points.findLast(({ complete }) => !complete)];
    if (latest === undefined) return [];
    const { id, title, unit, target } = metric;
    const { from, to, value, n } = latest;
    const standing = value === null ? undefined : targetStanding(metric, value);
    return [
      {
        ...{ metric: id, title, unit, period: { from, to }, value, n },
        grain: found?.series.grain ?? 'month',
        target: target === undefined ? null : targetText(target, unit),
        kept: standing === undefined || target === undefined ? null : standing === 'met',
        soFar: { value: running?.value ?? null, n: running?.n ?? 0 },
      },
    ];
  });
  return { measuredAt: iso(measured.at), attainment };
}

/** What comes most, of the incidents of the last 90 days. */
async function categoriesOf(throughline: Throughline, { visible, now }: Seer): Promise<ServiceView['categories']> {
  if (metricSeen(visible, findMetric('incidents')) === undefined) return [];
  const day = (at: Millis) => new Date(at).toISOString().slice(0, 10);
  const asked = { from: day(now - daysBack * dayMs), to: day(now + dayMs), by: 'category' };
  const { values } = await metricValues(throughline, 'incidents', asked, visible);
  return values.map(({ segment, n }) => ({ category: segment, n })).sort((a, b) => b.n - a.n);
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
