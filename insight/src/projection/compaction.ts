import type { Part } from './manifest.ts';

/** So many parts of about one size become one. */
const width = 8;
/** Larger parts stay as they are: reading them one by one costs no more than reading one. */
const eventsMax = 1_000_000;

/**
 * Which parts to put together: all up to the smallest size of which there are too many (size-tiered compaction, as in log-structured
 * merge trees). An event is written again once a tier, so some six times in its life; of n events there are at most n / 1,000,000 parts and
 * seven of each of seven sizes.
 */
export function partsToMerge(parts: readonly Part[]): readonly Part[] {
  const tierOf = ({ events }: Part) => Math.floor(Math.log(Math.max(events, 1)) / Math.log(width));
  const small = parts.filter(({ events }) => events < eventsMax);
  const tiers = Map.groupBy(small, tierOf);
  const crowded = [...tiers].filter(([, found]) => found.length >= width).map(([tier]) => tier);
  if (crowded.length === 0) return [];
  const upTo = Math.min(...crowded);
  return small.filter((part) => tierOf(part) <= upTo);
}
