import type { CaseRow, Money } from '@throughline/api';
import {
  approversOf,
  type CompiledFlow,
  declaredApproval,
  type FlowDefinition,
  type JsonObject,
  type PendingApproval,
} from '@throughline/language';
import type { Pool } from 'pg';
import { contextsOf } from '../cases/approvals.ts';
import { caseViews } from '../cases/case-views.ts';
import { loadFlows } from '../cases/flow-book.ts';
import { indexRead } from '../sql/index-read.ts';
import { untilWritten } from '../sql/until-written.ts';
import type { Throughline } from '../throughline.ts';
import { scopeColumns } from '../visible/scope-columns.ts';
import type { Visible } from '../visible/visible.ts';

/** At most so many are looked at; the rest appear as these are decided. */
export const pendingMax = 5000;

/** An approval that a case waits for. */
export interface Pending {
  readonly id: string;
  readonly flow: string;
  readonly version: number;
  readonly entity: string;
  readonly state: string;
  readonly seq: number;
  /** The event, or `<ladder>/<rung>`. */
  readonly of: string;
  readonly asked: PendingApproval;
  /** The target of its task. */
  readonly dueAt: number | null;
  /** What the case is worth, in minor units. */
  readonly amount: number | null;
  readonly currency: string | null;
  /** One of them must decide next. */
  readonly roles: readonly string[];
}

/** All approvals that wait on cases that may be seen, those asked for first before the others. */
export async function pendingApprovals(throughline: Throughline, visible: Visible): Promise<readonly Pending[]> {
  const watched = await approvalsOf(throughline);
  const seen = JSON.stringify(['pending approvals', visible.flows()]);
  const rows = await untilWritten(throughline, seen, () => readPending(throughline.pool, watched, visible));
  const flowOf = await loadFlows(throughline, rows);
  const approvalOf = (row: Omit<Pending, 'roles'>) => declaredApproval(flowOf(row), row.state, row.asked);
  const wanted = await wantedOf(
    throughline,
    rows.filter((row) => approvalOf(row)?.each !== undefined),
  );
  return rows.map((row) => ({ ...row, roles: wanted.get(`${row.id} ${row.of}`) ?? approvalOf(row)?.roles ?? [] }));
}

/** Where the data says who must approve: the roles that are missing, by case and approval. */
async function wantedOf(throughline: Throughline, rows: readonly Omit<Pending, 'roles'>[]) {
  const wanted = new Map<string, readonly string[]>();
  if (rows.length === 0) return wanted;
  const views = await caseViews(
    throughline,
    rows.map(({ id }) => id),
  );
  const flowOf = await loadFlows(throughline, [...views.values()]);
  const contextOf = await contextsOf(throughline);
  const { now } = await throughline.engine.clock();
  for (const { id, of } of rows) {
    const view = views.get(id);
    if (view === undefined) continue;
    const flow = flowOf(view);
    wanted.set(`${id} ${of}`, approversOf(flow, view, of, contextOf(flow, now))?.wanted ?? []);
  }
  return wanted;
}

interface Watched {
  readonly flow: string;
  readonly of: string;
  readonly amount: string | null;
  readonly currency: string | null;
}

const known = new WeakMap<Pool, { readonly settings: number; readonly watched: readonly Watched[] }>();

/** What can wait for an approval in any version of any flow. Read again when a version is deployed. */
async function approvalsOf({ engine, pool }: Throughline): Promise<readonly Watched[]> {
  const settings = (await engine.clock()).settings.revision;
  const found = known.get(pool);
  if (found?.settings === settings) return found.watched;
  const { rows } = await pool.query<{ definition: FlowDefinition }>(
    'select definition from throughline.flow_version order by flow, version desc',
  );
  const watched = new Map<string, Watched>();
  for (const { definition } of rows)
    for (const of of approvalsIn(definition)) {
      const key = `${definition.name} ${of}`;
      if (!watched.has(key)) watched.set(key, { flow: definition.name, of, ...moneyFields(definition) });
    }
  known.set(pool, { settings, watched: [...watched.values()] });
  return [...watched.values()];
}

function approvalsIn({ states, ladders = {} }: FlowDefinition): readonly string[] {
  const events = Object.values(states).flatMap(({ on = {} }) =>
    Object.entries(on).flatMap(([event, taken]) =>
      [taken].flat().some((one) => typeof one === 'object' && one.approval !== undefined) ? [event] : [],
    ),
  );
  const rungs = Object.entries(ladders).flatMap(([ladder, { rungs: all }]) =>
    all.flatMap(({ name, approval, atMost = 1 }) =>
      approval === undefined
        ? []
        : [name, ...Array.from({ length: atMost - 1 }, (_, again) => `${name}#${again + 2}`)].map((rung) => `${ladder}/${rung}`),
    ),
  );
  return [...new Set([...events, ...rungs])];
}

/** What a case of the flow is worth: the column of money (what is open), else a list field of money; and where its currency stands. */
export function moneyFields({ data, columns = {} }: FlowDefinition): Pick<Watched, 'amount' | 'currency'> {
  const fields = Object.entries((data.properties ?? {}) as Readonly<Record<string, JsonObject>>);
  const column = Object.entries(columns).find(([, { kind }]) => kind === 'money')?.[0];
  const listed = fields.find(([, { kind, list }]) => kind === 'money' && list === true)?.[0];
  const currency = fields.find(([, { kind }]) => kind === 'currency')?.[0];
  return { amount: column ?? listed ?? null, currency: currency ?? null };
}

/** What a case is worth, by its row and its data; `null` where they do not say. */
export function worthOf({ definition }: CompiledFlow, { fields }: Pick<CaseRow, 'fields'>, data: JsonObject): Money | null {
  const { amount, currency } = moneyFields(definition);
  // The currency need not be a column of its lists.
  const [minor, code] = [fields[amount ?? ''], data[currency ?? '']];
  return typeof minor === 'number' ? { amount: minor, currency: typeof code === 'string' ? code : null } : null;
}

async function readPending(
  pool: Pool,
  watched: readonly Watched[],
  visible: Visible,
): Promise<readonly Omit<Pending, 'roles'>[]> {
  return await indexRead<Omit<Pending, 'roles'>>(
    pool,
    `select c.id, c.flow, c.version, d.entity, c.state, c.seq, w.of, d.clocks->'pending'->w.of as asked, task.due as "dueAt",
        amount.number_value as amount, d.data->>w.currency as currency
      from unnest($1::text[], $2::text[], $3::text[], $4::text[]) w (flow, of, amount, currency)
      join throughline.list_field f on f.flow = w.flow and f.field = '$pending.' || w.of and f.is_open in (true, false) and f.text_value = 'open'
      join throughline.case_ c on c.bucket = f.bucket and c.id = f.case_id
      join throughline.case_data d on d.bucket = f.bucket and d.id = f.case_id
      left join throughline.list_field amount on amount.bucket = f.bucket and amount.case_id = f.case_id and amount.field = w.amount
      left join lateral (
        select min(due.number_value) as due from throughline.case_data t
        cross join lateral (select number_value from throughline.list_field d
          where d.bucket = t.bucket and d.case_id = t.id and d.field = 'dueAt' and d.is_open offset 0) due
        where t.bucket = f.bucket and t.parent = f.case_id and starts_with(t.key, 'approve ' || w.of || '#')
          -- The task of remind#2 has a key that begins so, too.
          and strpos(substr(t.key, length('approve ' || w.of || '#') + 1), '#') = 0) task on true
      where d.clocks->'pending'->w.of is not null and ($5::text[] is null or exists (
        select from unnest($5, $6::text[]) v (flow, entity) where v.flow = c.flow and (v.entity is null or v.entity = d.entity)))
      order by (d.clocks->'pending'->w.of->>'at')::float8, c.id limit ${pendingMax}`,
    [
      watched.map(({ flow }) => flow),
      watched.map(({ of }) => of),
      watched.map(({ amount }) => amount),
      watched.map(({ currency }) => currency),
      ...scopeColumns(visible.flows()),
    ],
  );
}
