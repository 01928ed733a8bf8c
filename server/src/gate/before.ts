import type { CompiledFlow } from '@throughline/language';
import { loadFlows, newestFlows } from '../cases/flow-book.ts';
import type { Throughline } from '../throughline.ts';
import { carrierOf, readBrought } from './carried.ts';

/*
 * What a change is compared with: what is in force now, and once it was carried out, what was in force before it. The gate carries out nothing
 * on another baseline than the one that was recorded when it was proposed, so the two are the same.
 */

/** The flows in force, by name; of those that the change brought, the version before it, and none where the flow is new. */
export async function flowsBefore(throughline: Throughline, change?: string): Promise<readonly CompiledFlow[]> {
  const newest = await newestFlows(throughline);
  const brought = change === undefined ? [] : await readBrought(throughline.pool, change);
  // What was withdrawn since has left in force what was before it.
  const held = brought.filter(({ isReleased }) => isReleased);
  if (held.length === 0) return newest;
  const { rows } = await throughline.pool.query<{ flow: string; version: number }>(
    `select distinct on (v.flow) v.flow, v.version from throughline.flow_version v
      join unnest($1::text[], $2::int[], $3::timestamptz[]) as b (flow, version, released_at) on b.flow = v.flow
      where (v.released_at, v.version) < (b.released_at, b.version) order by v.flow, v.released_at desc, v.version desc`,
    [held.map(({ flow }) => flow), held.map(({ version }) => version), held.map(({ from }) => from)],
  );
  const book = await loadFlows(throughline, rows);
  return [...newest.filter(({ name }) => held.every(({ flow }) => flow !== name)), ...rows.map(book)];
}

interface Decision {
  readonly revision: number;
  readonly by: string;
  /** From when it holds, in milliseconds of business time. */
  readonly from: number;
}

/** The decisions that a change was made on, in order, and, once it was carried out, its own. */
export function decisionsBefore<T extends Decision>(
  decisions: readonly T[],
  change?: string,
): { readonly earlier: readonly T[]; readonly own: T | undefined } {
  const own = change === undefined ? undefined : decisions.find(({ by }) => by === carrierOf(change));
  return { earlier: own === undefined ? decisions : decisions.filter(({ revision }) => revision < own.revision), own };
}
