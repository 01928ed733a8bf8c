import type { MetricDefinition, Pack } from '@throughline/language';
import { builtInPacks } from '../built-in-packs.ts';

/** What the first page shows. */
export interface HomePack {
  readonly metrics: readonly MetricDefinition[];
  readonly risk: NonNullable<Pack['home']>['risk'];
  /** In whose zone the days of the page are. */
  readonly flow: string;
}

/** The first pack that says what a home page shows. */
export function homePack(): HomePack {
  const pack = builtInPacks.find(({ home }) => home !== undefined) ?? builtInPacks[0];
  const metrics = (pack?.home?.metrics ?? []).flatMap((id) => pack?.metrics.find((metric) => metric.id === id) ?? []);
  const risk = pack?.home?.risk;
  return { metrics, risk, flow: risk?.flow ?? pack?.flows[0]?.name ?? 'task' };
}
