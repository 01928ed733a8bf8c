import type { MinedMoney, Mining, MiningTable } from '@throughline/api';
import type { CsvLine } from '../cases/case-csv.ts';

type Tables = { readonly [T in MiningTable]: (mining: Mining) => Iterable<CsvLine> };

/** One of the tables of what was mined, the head first. */
export function miningTable(mining: Mining, table: MiningTable): Iterable<CsvLine> {
  return tables[table](mining);
}

const tables: Tables = {
  *edges({ edges }) {
    yield ['from', 'to', 'count', 'mean_ms', 'median_ms', 'p90_ms', 'total_ms'];
    for (const { from, to, count, meanMs, medianMs, p90Ms, totalMs } of edges)
      yield [from, to, count, meanMs, medianMs, p90Ms, totalMs];
  },
  *activities({ activities }) {
    yield ['activity', 'title', 'count', 'cases', 'starts', 'ends', 'repeats', 'self_loops', 'repeat_cases'];
    for (const { name, title, count, cases, starts, ends, repeats, selfLoops, repeatCases } of activities)
      yield [name, title, count, cases, starts, ends, repeats, selfLoops, repeatCases];
  },
  *variants({ variants }) {
    yield ['variant', 'cases', 'share', 'length', 'median_ms', 'activities'];
    for (const { id, cases, share, length, medianMs, activities } of variants)
      yield [id, cases, share, length, medianMs, activities?.map(({ name }) => name).join(' > ') ?? null];
  },
  *bottlenecks({ bottlenecks }) {
    yield ['from', 'to', 'count', 'median_ms', 'p90_ms', 'total_ms', 'share', 'currency', 'amount', 'amount_days'];
    for (const { from, to, count, medianMs, p90Ms, totalMs, share, money } of bottlenecks)
      for (const worth of worthOf(money)) yield [from, to, count, medianMs, p90Ms, totalMs, share, ...worth];
  },
  *handovers({ handovers }) {
    yield ['from', 'to', 'count', 'median_ms'];
    for (const { from, to, count, medianMs } of handovers.items) yield [from.id, to.id, count, medianMs];
  },
  *roles({ handovers }) {
    yield ['from', 'to', 'count'];
    for (const { from, to, count } of handovers.roles) yield [from.name, to.name, count];
  },
  *deviations({ conformance }) {
    yield ['state', 'event', 'count', 'cases', 'median_ms', 'added_ms', 'currency', 'amount', 'amount_days'];
    for (const { state, event, count, cases, medianMs, addedMs, money } of conformance.types)
      for (const worth of worthOf(money)) yield [state, event, count, cases, medianMs, addedMs, ...worth];
  },
  *between({ between }) {
    yield ['from_flow', 'from', 'to_flow', 'to', 'count', 'median_ms'];
    for (const { fromFlow, from, toFlow, to, count, medianMs } of between) yield [fromFlow, from, toFlow, to, count, medianMs];
  },
};

/** A line a currency: amounts in different ones are never added. */
function worthOf(money: MinedMoney): readonly CsvLine[] {
  if (money.length === 0) return [[null, null, null]];
  return money.map(({ currency, amount, amountDays }) => [currency, amount, amountDays]);
}
