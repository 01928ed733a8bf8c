import type { MetricTile } from '@throughline/api';
import { Glyph, type Shape } from './glyph.tsx';
import styles from './marks.module.css';

export type Tone = 'ok' | 'warn' | 'bad' | 'none';

const glyphs: Readonly<Record<Tone, Shape | null>> = { ok: 'ring', warn: 'diamond', bad: 'triangle', none: null };

/** How something stands: glyph, word, colour. */
export function Status({ tone, children }: { readonly tone: Tone; readonly children: string }) {
  const shape = glyphs[tone];
  return (
    <span className={styles['status']} data-tone={tone}>
      {shape === null ? null : <Glyph shape={shape} />}
      {children}
    </span>
  );
}

export const metricTones: Readonly<Record<MetricTile['status'], Tone>> = {
  'in-target': 'ok',
  'over-target': 'warn',
  breach: 'bad',
  alarm: 'bad',
  none: 'none',
};

export type SeverityName = 'low' | 'medium' | 'high' | 'critical';

const severities: Readonly<Record<SeverityName, Shape>> = { low: 'ring', medium: 'half', high: 'disc', critical: 'square' };

/** How bad an exception is: always with its word. */
export function Severity({ severity }: { readonly severity: SeverityName }) {
  return (
    <span className={styles['severity']}>
      <Glyph shape={severities[severity]} />
      {severity}
    </span>
  );
}
