import assert from 'node:assert/strict';
import type { Diagnosis } from '@throughline/api';
import type { Throughline } from '../src/throughline.ts';
import type { World } from './diagnosis-world.ts';

/** What the log says by itself of a world, counted by hand: invoices by their first payment, and those paid in part. */
export interface Recount {
  readonly casesBefore: number;
  readonly affectedBefore: number;
  readonly casesAfter: number;
  readonly affectedAfter: number;
  /** Of the later period, those that have what was planted. */
  readonly plantedCases: number;
  readonly plantedAffected: number;
}

/** SQL over the tables of the log, of which nothing is shared with what is tested. */
export async function recount({ pool }: Throughline, world: World): Promise<Recount> {
  const has = {
    carrier: `not d.data ? 'deliveryReference'`,
    version: `not d.data ? 'purchaseOrder'`,
    'country-and-bill': `d.data->>'country' = '${world.country}' and d.data->>'billType' = '${world.billType}'`,
    nothing: 'false',
    everything: 'false',
    mix: 'false',
  }[world.planted];
  const { rows } = await pool.query<Recount>(
    `with paid as (
      select distinct on (e.bucket, e.case_id) e.bucket, e.case_id, e.occurred_at as at from throughline.event e
      where e.flow = 'invoice' and e.type = 'pay' and e.state_from = 'sent' order by e.bucket, e.case_id, e.seq
    ), short as (
      select distinct d.parent from throughline.case_data d where d.data->>'kind' = 'partialPayment' and d.data->>'ofFlow' = 'invoice'
    ), invoice as (
      select paid.at >= '${world.after.from}T00:00:00Z' as late, short.parent is not null as part, ${has} as planted
      from paid join throughline.case_data d on d.bucket = paid.bucket and d.id = paid.case_id left join short on short.parent = paid.case_id
      where paid.at >= '${world.before.from}T00:00:00Z' and paid.at < '${world.after.to}T00:00:00Z'
    )
    select count(*) filter (where not late)::int as "casesBefore", count(*) filter (where not late and part)::int as "affectedBefore",
      count(*) filter (where late)::int as "casesAfter", count(*) filter (where late and part)::int as "affectedAfter",
      count(*) filter (where late and planted)::int as "plantedCases", count(*) filter (where late and planted and part)::int as "plantedAffected"
    from invoice`,
  );
  const [found] = rows;
  assert.ok(found !== undefined);
  return found;
}

const missing = (attribute: string) => [{ attribute: `missing:${attribute}`, value: 'missing' }];

/** The answer names what was planted and the change that did it, and its counts are those of the log. */
export async function checkPlanted(house: Throughline, world: World, found: Diagnosis): Promise<void> {
  const { verdict, steps, says } = found;
  assert.equal(verdict, 'pattern', says);
  const counted = await recount(house, world);
  const { casesBefore, affectedBefore, casesAfter, affectedAfter } = counted;
  assert.partialDeepStrictEqual(steps.pattern?.result.whole, { casesBefore, affectedBefore, casesAfter, affectedAfter });
  const [first] = steps.pattern?.result.rows ?? [];
  const told = (first?.conditions ?? []).map(({ attribute, value }) => ({ attribute, value }));
  const wanted = {
    carrier: missing('deliveryReference'),
    version: missing('purchaseOrder'),
    'country-and-bill': [
      { attribute: 'country', value: world.country },
      { attribute: 'billType', value: world.billType },
    ],
    nothing: [],
    everything: [],
    mix: [],
  }[world.planted];
  for (const condition of wanted)
    assert.ok(
      told.some(({ attribute, value }) => attribute === condition.attribute && value === condition.value),
      says,
    );
  // Cases and affected ones of exactly what was planted; with a further condition they are some of them.
  if (told.length === wanted.length) {
    assert.deepEqual([first?.cases, first?.affected], [counted.plantedCases, counted.plantedAffected], says);
  } else
    assert.ok((first?.affected ?? 0) <= counted.plantedAffected && (first?.affected ?? 0) > 0.6 * counted.plantedAffected, says);
  const cause = steps.action?.result.causes.find((each) => each.verdict === 'kept');
  assert.equal(cause?.key, world.planted === 'version' ? `delivery/${world.version}` : world.release, says);
  assert.match(
    says,
    world.planted === 'version' ? /Delivery version 2 came before/ : new RegExp(`Release ${world.release}, .* came before`),
  );
  assert.match(says, /Association, not proof\.$/);
}

/** Where nothing was planted, no part of the cases and no change is named. */
export async function checkNothing(house: Throughline, world: World, found: Diagnosis): Promise<void> {
  const { casesBefore, affectedBefore, casesAfter, affectedAfter } = await recount(house, world);
  const { verdict, steps, says } = found;
  const right = { nothing: ['nothing', 'too-few'], everything: ['everything-rose'], mix: ['mix-shifted'] } as const;
  const wanted: readonly unknown[] = right[world.planted as keyof typeof right];
  assert.ok(wanted.includes(verdict), says);
  assert.deepEqual(
    steps.pattern?.result.rows.filter((row) => row.verdict === 'kept' && row.conditions.length > 0),
    [],
    says,
  );
  if (world.planted === 'nothing') return;
  assert.partialDeepStrictEqual(steps.pattern?.result.whole, { casesBefore, affectedBefore, casesAfter, affectedAfter });
}
