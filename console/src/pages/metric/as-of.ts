import type { MetricSeries } from '@throughline/api';
import { formatCount } from '../../format/number.ts';
import { words } from './words.ts';

/** How much of the log is in what is shown. */
export function asOfText({ seal, behind }: MetricSeries['asOf'], locale: string): string {
  const until = seal === null ? words.logEnd : words.seal(formatCount(seal, locale));
  return `${words.upTo(until)}${behind === 0 ? '' : words.behindBy(formatCount(behind, locale))}`;
}
