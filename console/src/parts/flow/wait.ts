import type { StateActivity } from '@throughline/api';
import { formatDecimal } from '../../format/number.ts';
import { waitWords } from './words.ts';

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000] as const;

/** `38.1 d`, `4.2 h`, `12 min`: how long something took, to compare with others. */
export function waitText(ms: number, locale: string): string {
  if (ms >= day) return waitWords.d(formatDecimal(ms / day, 1, locale));
  if (ms >= hour) return waitWords.h(formatDecimal(ms / hour, 1, locale));
  return waitWords.min(formatDecimal(ms / minute, 0, locale));
}

/** How much longer than its target something waits: 0 within it, 1 up to a quarter more, 2 up to three quarters, 3 beyond. */
export type WaitHeat = 0 | 1 | 2 | 3;

/** `undefined`: there is nothing to compare. */
export function waitShare({ medianMs, target }: Pick<StateActivity, 'medianMs' | 'target'>): number | undefined {
  return medianMs === null || target?.ms == null || target.ms === 0 ? undefined : medianMs / target.ms;
}

export function waitHeat(share: number | undefined): WaitHeat {
  if (share === undefined || share <= 1) return 0;
  if (share <= 1.25) return 1;
  return share <= 1.75 ? 2 : 3;
}
