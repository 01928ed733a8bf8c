import type { Attribute, Attributes } from './attributes.ts';
import type { DataRow, Dataset } from './dataset.ts';
import { matches } from './matches.ts';
import type { Pattern, SegmentCondition } from './pattern/pattern.ts';

/** Of fewer other cases it cannot be said that they did not rise: then the condition says too little to stand. */
const othersMin = 8;
/** Others that are affected so much less often are other cases. */
const shareOfRate = 0.5;

/**
 * What happened to cases on the way is drawn anew for those that are not affected, so that a search may take up by chance that nearly all cases
 * had nothing of another kind: `purchase order: present`. Where the few that lack it are affected as well, it says nothing, and the attribute
 * is searched no more.
 */
export function withoutEmpty(dataset: Dataset, attributes: Attributes, { kept }: Pattern): Attributes {
  const empty = attributes.searched.filter(
    (attribute) =>
      attribute.role === 'between' &&
      kept.some(({ conditions }) => isEmpty(dataset, attribute, conditions)) &&
      !kept.some(({ conditions }) => conditions.some((each) => each.attribute === attribute.name && !isUsual(each))),
  );
  if (empty.length === 0) return attributes;
  return {
    searched: attributes.searched.filter((each) => !empty.includes(each)),
    leftOut: [...attributes.leftOut, ...empty.map(({ title }) => ({ title, why: 'those with and without it rose alike' }))],
  };
}

/** Nothing is missing, or came before: as with most cases. */
function isUsual({ value }: SegmentCondition): boolean {
  return value === 'present' || value === 'no';
}

function isEmpty({ rows }: Dataset, { name }: Attribute, conditions: readonly SegmentCondition[]): boolean {
  const own = conditions.find((each) => each.attribute === name);
  if (own === undefined || conditions.length < 2 || !isUsual(own)) return false;
  const has = (row: DataRow, { attribute, value }: SegmentCondition) =>
    matches(row, { attribute, value: value === '' ? 'missing' : value });
  const inside = rows.filter((row) => row.period === 1 && conditions.every((each) => each === own || has(row, each)));
  const others = inside.filter((row) => !has(row, own));
  const rate = (of: readonly DataRow[]) => of.filter(({ affected }) => affected).length / Math.max(1, of.length);
  return others.length < othersMin || rate(others) >= shareOfRate * rate(inside);
}
