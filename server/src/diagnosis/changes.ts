import { type DiagnosisQuestion, flowsAround, type KnownChange } from '@throughline/insight';
import { type FlowDefinition, formatDay, inWords, parseDay } from '@throughline/language';
import type { Throughline } from '../throughline.ts';
import type { Scope, Visible } from '../visible/visible.ts';

/** So long before the earlier period a change may still have its effect in it. */
const beforeDays = 60;
const changesMax = 60;

interface Among {
  readonly flows: readonly FlowDefinition[];
  readonly visible: Visible;
  readonly knownAt: string;
}

interface Stretch {
  readonly from: string;
  readonly to: string;
}

/** What was changed in a stretch of time: releases, versions of these flows and their parameters, the latest last. */
export async function changesWithin(
  throughline: Throughline,
  stretch: Stretch,
  { flows, visible, knownAt }: Among,
): Promise<readonly KnownChange[]> {
  const found = await Promise.all([
    releases(throughline, stretch, visible.cases('release')),
    versions(throughline, stretch, flows, knownAt),
    parameters(throughline, stretch, flows),
  ]);
  return found
    .flat()
    .sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1))
    .slice(-changesMax);
}

/** What was changed, or failed, in or before the periods of a question: releases, versions of flows, parameters, incidents. */
export async function changesFor(
  throughline: Throughline,
  question: DiagnosisQuestion,
  { flows, visible, knownAt }: Among,
): Promise<readonly KnownChange[]> {
  const { against, to } = question;
  const stretch = { from: `${formatDay(parseDay(against.from) - beforeDays)}T00:00:00Z`, to: `${to}T00:00:00Z` };
  const around = flowsAround({ question, context: { flows } });
  const found = await Promise.all([
    releases(throughline, stretch, visible.cases('release')),
    incidents(throughline, stretch, visible.cases('incident')),
    versions(throughline, stretch, around, knownAt),
    parameters(throughline, stretch, around),
  ]);
  return found
    .flat()
    .sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1))
    .slice(-changesMax);
}

type Data = Readonly<Record<string, unknown>>;
const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What a release or an incident says of itself, in which values of attributes may be named. */
function told({ title, summary, impact, vendor, systems }: Data): string {
  return [title, summary, impact, vendor, ...texts(systems)]
    .map(text)
    .filter((part) => part !== '')
    .join('. ');
}

async function releases({ pool }: Throughline, { from, to }: Stretch, scope: Scope): Promise<readonly KnownChange[]> {
  const { rows } = await pool.query<{ id: string; key: string; data: Data; at: number }>(
    `select d.id, d.key, d.data, live.at from throughline.case_ c join throughline.case_data d on d.bucket = c.bucket and d.id = c.id
      cross join lateral (
        select round(extract(epoch from min(e.occurred_at)) * 1000)::float8 as at from throughline.event_log e
        where e.bucket = d.bucket and e.case_id = d.id and e.state_to = 'released' and e.state_from is distinct from 'released') live
      where c.flow = 'release' and live.at >= extract(epoch from $1::timestamptz) * 1000 and live.at < extract(epoch from $2::timestamptz) * 1000
        and ($3::text[] is null or d.entity = any($3))
      order by live.at desc, d.id limit ${changesMax}`,
    [from, to, scope === 'all' ? null : scope],
  );
  return rows.map(({ id, key, data, at }) => ({
    kind: 'release' as const,
    ...{ key, at, caseId: id, title: text(data['title']) || key, flows: texts(data['flows']), text: told(data) },
  }));
}

async function incidents({ pool }: Throughline, { from, to }: Stretch, scope: Scope): Promise<readonly KnownChange[]> {
  const { rows } = await pool.query<{ id: string; key: string; data: Data }>(
    `select d.id, d.key, d.data from throughline.case_ c join throughline.case_data d on d.bucket = c.bucket and d.id = c.id
      where c.flow = 'incident' and c.state <> 'retracted' and (d.data->>'beganAt')::timestamptz >= $1 and (d.data->>'beganAt')::timestamptz < $2
        and ($3::text[] is null or d.entity = any($3))
      order by d.data->>'beganAt' desc, d.id limit ${changesMax}`,
    [from, to, scope === 'all' ? null : scope],
  );
  return rows.map(({ id, key, data }) => {
    const ended = data['endedAt'];
    return {
      kind: 'incident' as const,
      ...{ key, caseId: id, title: text(data['title']) || key, flows: texts(data['flows']), text: told(data) },
      at: Date.parse(text(data['beganAt'])),
      ...(typeof ended === 'string' ? { until: Date.parse(ended) } : {}),
    };
  });
}

/** A version counts from when the first case ran it: the log says when that was. The first version of a flow is no change. */
async function versions(
  { reader }: Throughline,
  { from, to }: Stretch,
  flows: readonly FlowDefinition[],
  knownAt: string,
): Promise<readonly KnownChange[]> {
  if (flows.length === 0) return [];
  const names = flows.map((_, index) => `$${index + 2}::text`).join(', ');
  const rows = (await reader.query(
    `select flow, version::int as version, round(extract(epoch from min(occurred_at)) * 1000)::double precision as at
from throughline.event_log where recorded_at < $1::timestamptz and flow in (${names})
group by flow, version order by flow, version`,
    [knownAt, ...flows.map(({ name }) => name)],
  )) as readonly { readonly flow: string; readonly version: number; readonly at: number }[];
  return rows
    .filter(({ flow, at }, index) => rows[index - 1]?.flow === flow && at >= Date.parse(from) && at < Date.parse(to))
    .map(({ flow, version, at }) => ({
      kind: 'flow-version' as const,
      key: `${flow}/${version}`,
      title: `${flows.find(({ name }) => name === flow)?.title ?? flow} version ${version}`,
      at,
      flows: [flow],
      version: { flow, version },
    }));
}

async function parameters(
  { engine }: Throughline,
  { from, to }: Stretch,
  flows: readonly FlowDefinition[],
): Promise<readonly KnownChange[]> {
  const decided = await Promise.all(
    flows
      .filter((flow) => Object.keys(flow.parameters ?? {}).length > 0)
      .map(async (flow) => ({ flow, decisions: (await engine.parameters(flow.name)).decisions })),
  );
  return decided.flatMap(({ flow, decisions }) =>
    decisions
      .filter((one) => one.from >= Date.parse(from) && one.from < Date.parse(to))
      .flatMap((one) =>
        Object.entries(one.values).map(([name, value]) => ({
          kind: 'parameter' as const,
          key: `${flow.name}/${name}@${one.revision}`,
          title: `${flow.title}: ${flow.parameters?.[name]?.title ?? inWords(name)} set to ${String(value)}`,
          at: one.from,
          flows: [flow.name],
        })),
      ),
  );
}
