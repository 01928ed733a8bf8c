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
  /** As many as the rates before would bring, country by country and carrier by carrier. */
  readonly expected: number;
}

/** SQL over the tables of the log, of which nothing is shared with what is tested. */
export async function recount(
  { pool }: Throughline,
  world: World,
  { onlyTouched = false }: { readonly onlyTouched?: boolean } = {},
): Promise<Recount> {
  const planted = {
    carrier: `not d.data ? 'deliveryReference'`,
    version: `not d.data ? 'purchaseOrder'`,
    'country-and-bill': `d.data->>'country' = '${world.country}' and d.data->>'billType' = '${world.billType}'`,
    nothing: 'false',
    everything: 'false',
    mix: 'false',
  }[world.planted];
  const touched =
    world.planted === 'carrier' ? `d.data->>'carrier' = '${world.carrier}'` : `d.data->>'issuedOn' >= '${world.changedOn}'`;
  const has = onlyTouched ? `${planted} and ${touched}` : planted;
  const { rows } = await pool.query<Recount>(
    `with paid as (
      select distinct on (e.bucket, e.case_id) e.bucket, e.case_id, e.occurred_at as at from throughline.event e
      where e.flow = 'invoice' and e.type = 'pay' and e.state_from = 'sent' order by e.bucket, e.case_id, e.seq
    ), short as (
      select distinct d.parent from throughline.case_data d where d.data->>'kind' = 'partialPayment' and d.data->>'ofFlow' = 'invoice'
    ), invoice as (
      select paid.at >= '${world.after.from}T00:00:00Z' as late, short.parent is not null as part, ${has} as planted,
        d.data->>'country' as country, d.data->>'carrier' as carrier
      from paid join throughline.case_data d on d.bucket = paid.bucket and d.id = paid.case_id left join short on short.parent = paid.case_id
      where paid.at >= '${world.before.from}T00:00:00Z' and paid.at < '${world.after.to}T00:00:00Z'
    ), kind as (
      select country, carrier, count(*) filter (where late) as now, count(*) filter (where not late) as past,
        count(*) filter (where not late and part) as affected from invoice group by country, carrier
    )
    select count(*) filter (where not late)::int as "casesBefore", count(*) filter (where not late and part)::int as "affectedBefore",
      count(*) filter (where late)::int as "casesAfter", count(*) filter (where late and part)::int as "affectedAfter",
      count(*) filter (where late and planted)::int as "plantedCases", count(*) filter (where late and planted and part)::int as "plantedAffected",
      (select sum(now * coalesce(affected / nullif(past, 0)::float8, (select avg(part::int) from invoice where not late))) from kind) as expected
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
  // What was changed touched one carrier, or what ran the version: that may be said, and nothing else beside what was planted.
  const touched =
    world.planted === 'carrier'
      ? { attribute: 'carrier', value: world.carrier }
      : { attribute: 'version:delivery', value: `v${world.version}` };
  const onlyTouched = world.planted !== 'country-and-bill' && told.length === wanted.length + 1;
  const named = (all: typeof wanted) => all.map(({ attribute, value }) => `${attribute}=${value}`).sort();
  assert.deepEqual(named(told), named(onlyTouched ? [...wanted, touched] : wanted), says);
  const exact = onlyTouched ? await recount(house, world, { onlyTouched }) : counted;
  assert.deepEqual([first?.cases, first?.affected], [exact.plantedCases, exact.plantedAffected], says);
  requireExpected(found, counted);
  const cause = steps.action?.result.causes.find((each) => each.verdict === 'kept');
  assert.equal(cause?.key, world.planted === 'version' ? `delivery/${world.version}` : world.release, says);
  assert.match(
    says,
    world.planted === 'version' ? /Delivery version 2 came before/ : new RegExp(`Release ${world.release}, .* came before`),
  );
  assert.match(says, /Association, not proof\.$/);
}

/**
 * What is expected is a model of the rates before (main effects); that of a table of countries by carriers lies near it, with its few cases a
 * cell: within one standard error of a rate that so many affected ones told.
 */
function requireExpected({ steps, says }: Diagnosis, { expected, affectedBefore }: Recount): void {
  const found = steps.pattern?.result.whole.expected ?? 0;
  assert.ok(
    Math.abs(found - expected) <= expected / Math.sqrt(affectedBefore),
    `${found} expected, ${expected} by the table: ${says}`,
  );
}

/** Where nothing was planted, no part of the cases and no change is named. */
export async function checkNothing(house: Throughline, world: World, found: Diagnosis): Promise<void> {
  const counted = await recount(house, world);
  const { casesBefore, affectedBefore, casesAfter, affectedAfter } = counted;
  const { verdict, steps, says } = found;
  const right = { nothing: ['nothing', 'too-few'], everything: ['everything-rose'], mix: ['mix-shifted'] } as const;
  const wanted: readonly unknown[] = right[world.planted as keyof typeof right];
  assert.ok(wanted.includes(verdict), says);
  assert.deepEqual(
    steps.pattern?.result.rows.filter((row) => row.verdict === 'kept' && row.conditions.length > 0),
    [],
    says,
  );
  assert.deepEqual(
    steps.action?.result.causes.filter((each) => each.verdict === 'kept' && world.planted !== 'everything'),
    [],
    says,
  );
  if (world.planted === 'nothing') return;
  assert.partialDeepStrictEqual(steps.pattern?.result.whole, { casesBefore, affectedBefore, casesAfter, affectedAfter });
  requireExpected(found, counted);
}
