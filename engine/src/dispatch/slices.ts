import { bucketOf } from '../case-id.ts';
import { concernsOthers } from './merged-cases.ts';
import type { Prepared } from './world.ts';

/** While the database writes one slice, the next is decided: smaller ones cost more statements, larger ones leave one of both waiting. */
export const sliceSize = 250;

/**
 * Cuts a batch into slices, as the places of their submissions. What can concern each other stays together and in its order: a case and
 * all that it owns are of one bucket, what says what it was caused by may be routed by that, and cases that
 * become one concern each other. Slices follow each other by bucket, as
 * ids do: so new cases are inserted in the order of their ids over all slices (E29).
 */
export function slicesOf(prepared: readonly Prepared[]): readonly (readonly number[])[] {
  const places = prepared.map((_, place) => place);
  if (prepared.length <= sliceSize || prepared.some((item) => item.submission.cause !== undefined || concernsOthers(item)))
    return [places];
  const buckets = prepared.map(({ failure, caseId }) => (failure === undefined ? bucketOf(caseId) : 0));
  const bucketAt = (place: number) => buckets[place] ?? 0;
  places.sort((a, b) => bucketAt(a) - bucketAt(b) || a - b);
  const slices: number[][] = [];
  let slice: number[] = [];
  for (const place of places) {
    const last = slice.at(-1);
    if (last === undefined || (slice.length >= sliceSize && bucketAt(last) !== bucketAt(place))) {
      slice = [];
      slices.push(slice);
    }
    slice.push(place);
  }
  return slices;
}
