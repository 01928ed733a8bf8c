import type { ResponseOf, Routes } from '@throughline/api';
import { newestFlows } from '../cases/flow-book.ts';
import { rolesIn, titleOfRole } from '../http/roles.ts';
import type { Company } from './accounts.ts';
import { accessEntity } from './roles-held.ts';

type Roles = ResponseOf<Routes['GET /{database}/roles']>;

/** What can be granted, and the legal units that there are: those told, or those of the cases. */
export async function grantableRoles(
  { throughline, actor, today }: Company,
  units: readonly { readonly id: string; readonly name: string }[] | undefined,
): Promise<Roles> {
  const flows = (await newestFlows(throughline)).map(({ definition }) => ({
    title: definition.title,
    roles: rolesIn(definition),
  }));
  const items = today.all.slice(0, 1000).map((role) => ({
    role,
    title: titleOfRole(role),
    flows: flows.flatMap(({ title, roles }) => (roles.has(role) ? [title] : [])).slice(0, 200),
  }));
  const all = units ?? (await entitiesIn(throughline));
  // Who works in some of them is told of those.
  const entities = actor.roles.length > 0 ? all : all.filter(({ id }) => Object.hasOwn(actor.rolesIn ?? {}, id));
  return { items, entities: [...entities] };
}

/** Skips from one legal unit to the next, by the index of lists. */
async function entitiesIn({ pool }: Company['throughline']): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const next = (after: string) => `select l.text_value, coalesce(l.exact, l.text_value) as entity from throughline.list_field l
    where l.flow = f.flow and l.field = '$entity' and l.is_open = f.is_open and ${after} order by l.text_value limit 1`;
  const { rows } = await pool.query<{ entity: string }>(
    `with recursive kind as (select distinct flow, is_open from throughline.flow_version, (values (true), (false)) as o (is_open)),
       step as (
         select f.flow, f.is_open, first.text_value, first.entity from kind f cross join lateral (${next('l.text_value is not null')}) first
         union all
         select f.flow, f.is_open, further.text_value, further.entity from step f
           cross join lateral (${next('l.text_value > f.text_value')}) further)
     select distinct entity from step order by 1 limit 1000`,
  );
  return rows.filter(({ entity }) => entity !== accessEntity).map(({ entity }) => ({ id: entity, name: entity }));
}
