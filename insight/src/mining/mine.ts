import { type MinedEvent, Miner, type MiningOptions } from './miner.ts';
import type { MiningReport } from './report.ts';

/** Events one by one, or in batches, in memory or as they come. */
export type MinedSource =
  | Iterable<MinedEvent>
  | Iterable<readonly MinedEvent[]>
  | AsyncIterable<MinedEvent>
  | AsyncIterable<readonly MinedEvent[]>;

/**
 * What really happened: activities, the ways that cases took, which activity directly follows which and after how long. The
 * events of a case must come together, in the order of the log. Batches are much faster than single events.
 *
 * @throws {MiningLimitError} where the log does not fit the limits.
 * @throws {MiningOrderError} where the events of a case do not stand together.
 */
export async function mine(source: MinedSource, options: MiningOptions = {}): Promise<MiningReport> {
  const miner = new Miner(options);
  if (Symbol.asyncIterator in source) {
    for await (const item of source) take(miner, item);
  } else {
    for (const item of source) take(miner, item);
  }
  return miner.finish();
}

function take(miner: Miner, item: MinedEvent | readonly MinedEvent[]): void {
  if ('caseId' in item) miner.add(item);
  else for (const event of item) miner.add(event);
}
