import type { LogFacets } from '@throughline/api';
import { iso, isoOrNull } from '../cases/case-row.ts';
import { titleOfEvent } from '../cases/event-title.ts';
import { newestFlows } from '../cases/flow-book.ts';
import { actorName } from '../cases/names.ts';
import { indexRead } from '../sql/index-read.ts';
import { untilWritten } from '../sql/until-written.ts';
import type { Throughline } from '../throughline.ts';
import type { LogContext } from './events.ts';

const entitiesMax = 200;
const actorsMax = 200;

/** By what the log can be narrowed: only what may be seen is named. */
export async function logFacets(throughline: Throughline, { visible }: LogContext): Promise<LogFacets> {
  const { engine } = throughline;
  const [flows, types, sealing] = await Promise.all([
    newestFlows(throughline),
    untilWritten(throughline, 'log types', () => engine.logTypes()),
    untilWritten(throughline, 'sealing', () => engine.sealing()),
  ]);
  const seen = flows.filter(({ name }) => visible.cases(name) === 'all' || visible.cases(name).length > 0);
  const isWhole = seen.every(({ name }) => visible.cases(name) === 'all');
  const entities = new Set(seen.flatMap(({ name }) => (visible.cases(name) === 'all' ? [] : [...visible.cases(name)])));
  const { last, unanchored, unsealed } = sealing;
  return {
    flows: seen.map((flow) => {
      const names = new Set(types.filter((one) => one.flow === flow.name).map(({ type }) => type));
      const event = { from: 'x', to: 'x', input: null, outcome: {} };
      const titled = [...names].map((name) => ({
        name,
        title: typeTitle(name) ?? titleOfEvent(throughline, flow, { ...event, type: name }),
      }));
      return { name: flow.name, title: flow.definition.title, types: titled.sort((a, b) => (a.title < b.title ? -1 : 1)) };
    }),
    entities: (isWhole
      ? await readEntities(
          throughline,
          seen.map(({ name }) => name),
        )
      : [...entities].sort()
    ).slice(0, entitiesMax),
    actors: isWhole ? (await readPrincipals(throughline)).map((id) => actorName(throughline, id)) : [],
    sealing: {
      last: last === null ? null : { number: last.number, sealedAt: iso(last.sealedAt), hash: last.hash },
      unanchored,
      unsealed: { events: unsealed.events, more: unsealed.isMore, oldest: isoOrNull(unsealed.oldest) },
    },
  };
}

/** Titles of events of the kernel name what they are about; of the type alone there is less to say. */
function typeTitle(type: string): string | undefined {
  return kernelTitles[type];
}

const kernelTitles: Readonly<Record<string, string>> = {
  rung: 'Rung of a ladder',
  expected: 'Waits for its case',
  approve: 'Approved',
  decline: 'Declined',
  assign: 'Assigned',
  'skip-rung': 'Rung passed over',
  rekey: 'Renamed',
  migrate: 'Migrated',
  'settle-effect': 'Effect settled',
  'child-closed': 'Exception or task ended',
};

/** The entities of open and ended cases, found by skipping over those alike. */
async function readEntities({ pool }: Throughline, flows: readonly string[]): Promise<readonly string[]> {
  const rows = await indexRead<{ entity: string }>(
    pool,
    `with recursive e as (
        select f.flow, o.is_open, n.* from unnest($1::text[]) f(flow) cross join (values (true), (false)) o(is_open) cross join lateral (
          select text_value, coalesce(exact, text_value) as entity from throughline.list_field l
          where l.flow = f.flow and l.field = '$entity' and l.is_open = o.is_open and l.text_value is not null order by text_value limit 1) n
        union all
        select e.flow, e.is_open, n.* from e cross join lateral (
          select text_value, coalesce(exact, text_value) as entity from throughline.list_field l
          where l.flow = e.flow and l.field = '$entity' and l.is_open = e.is_open and l.text_value > e.text_value order by text_value limit 1) n)
      select distinct entity from e order by 1 limit ${entitiesMax}`,
    [flows],
  );
  return rows.map(({ entity }) => entity);
}

/** Who is behind events, found by skipping over those alike. */
async function readPrincipals({ pool }: Throughline): Promise<readonly string[]> {
  const rows = await indexRead<{ principal: string }>(
    pool,
    `with recursive p as (
        (select principal from throughline.event order by principal limit 1)
        union all
        select n.principal from p cross join lateral (select e.principal from throughline.event e where e.principal > p.principal
          order by e.principal limit 1) n)
      select principal from p limit ${actorsMax}`,
    [],
    { inOrder: true },
  );
  return rows.map(({ principal }) => principal);
}
