import type { FirstNumbers } from '@throughline/api';
import { mine } from '@throughline/insight';
import { eventTitle, fieldTitle, stateTitle } from '@throughline/language';
import { propertiesOf } from '../cases/fields.ts';
import { newestFlow } from '../cases/flow-book.ts';
import { readLiveFrom } from '../sql/read-live-from.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import { showImport } from './import-runs.ts';

const bottlenecksShown = 5;
const segmentsShown = 8;
/** Of fewer cases no segment is told. */
const casesMin = 10;

interface Asking {
  readonly visible: Visible;
  readonly signal: AbortSignal;
}

/** What was imported, measured at once: of all cases of the flow, as whoever imports brings in all entities. @throws ThroughlineError import-unknown */
export async function firstNumbers(throughline: Throughline, id: string, { visible, signal }: Asking): Promise<FirstNumbers> {
  const { flow: name, startedAt } = await showImport(throughline, id);
  const flow = await newestFlow(throughline, name);
  const report = await mine(
    throughline.reader,
    { flow: name, timeZone: flow.calendar.timeZone },
    { top: 5, handoversBy: 'kind', signal },
  );
  const counts = (await throughline.engine.counts()).filter((one) => one.flow === name);
  const isFinal = (state: string) => flow.states.get(state)?.final === true;
  const states = counts.map(({ state, cases }) => ({
    state,
    title: stateTitle(flow.definition, state),
    cases,
    final: isFinal(state),
  }));
  const duration = report.caseDuration;
  const title = (type: string) => eventTitle(flow.definition, type);
  const { rows: sources } = await throughline.pool.query<{ source: string }>(
    'select source from throughline_server.import where id = $1',
    [id],
  );
  return {
    ...{ flow: name, title: flow.definition.title, cases: report.cases, events: report.events },
    open: states.filter(({ final }) => !final).reduce((sum, { cases }) => sum + cases, 0),
    ...{ medianMs: duration?.medianMs ?? null, p90Ms: duration?.p90Ms ?? null, first: report.first, last: report.last },
    states: states.toSorted((a, b) => b.cases - a.cases).slice(0, 200),
    bottlenecks: report.bottlenecks
      .slice(0, bottlenecksShown)
      .map(({ from, to, count, medianMs, share }) => ({ from: title(from), to: title(to), count, medianMs, share })),
    segments: duration === null ? [] : await worstSegments(throughline, flow, { medianMs: duration.medianMs, visible }),
    liveFrom: new Date((await readLiveFrom(throughline.pool, sources[0]?.source ?? '')) ?? Date.parse(startedAt)).toISOString(),
  };
}

/** Values of the fields of texts whose cases take longer than the others, those first that cost the most time in all. */
async function worstSegments(
  { pool }: Throughline,
  flow: Awaited<ReturnType<typeof newestFlow>>,
  { medianMs, visible }: { readonly medianMs: number; readonly visible: Visible },
): Promise<FirstNumbers['segments']> {
  const properties = propertiesOf(flow.data.schema);
  const fields = Object.entries(properties).flatMap(([name, { type, kind, personal }]) =>
    type === 'string' &&
    kind === undefined &&
    personal !== true &&
    name !== flow.definition.key &&
    visible.column(flow.name, name) === 'shown'
      ? [name]
      : [],
  );
  if (fields.length === 0 || medianMs <= 0) return [];
  const { rows } = await pool.query<{ field: string; value: string; cases: string; median: number; all: string }>(
    `with life as (
        select bucket, case_id, extract(epoch from max(occurred_at) - min(occurred_at)) * 1000 as ms
        from throughline.event_log where flow = $1 and kind = 'fact' group by 1, 2),
      said as (
        select f.field, d.data ->> f.field as value, l.ms
        from life l join throughline.case_data d on d.bucket = l.bucket and d.id = l.case_id cross join unnest($2::text[]) f (field))
      select field, value, count(*) as cases, (select count(*) from life) as all, percentile_cont(0.5) within group (order by ms)::float8 as median
      from said where value is not null and length(value) <= 80 group by field, value having count(*) >= $3`,
    [flow.name, fields, casesMin],
  );
  return rows
    .map(({ field, value, cases, median, all }) => ({ field, value, cases: Number(cases), medianMs: median, all: Number(all) }))
    .filter(({ cases, medianMs: own, all }) => own > medianMs * 1.1 && cases >= all * 0.01 && cases <= all * 0.6)
    .toSorted((a, b) => (b.medianMs - medianMs) * b.cases - (a.medianMs - medianMs) * a.cases)
    .slice(0, segmentsShown)
    .map(({ all: _, ...segment }) => ({
      ...segment,
      title: fieldTitle(flow.definition, segment.field),
      times: segment.medianMs / medianMs,
    }));
}
