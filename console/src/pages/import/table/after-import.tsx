import type { FirstNumbers, Import } from '@throughline/api';
import type { ReactNode } from 'react';
import { useApi } from '../../../data/api.ts';
import { formatDuration } from '../../../format/day.ts';
import { formatCount, formatDecimal, formatPercent } from '../../../format/number.ts';
import { useFormat } from '../../../format/settings-context.tsx';
import { Absent } from '../../../parts/text/money.tsx';
import { Answer } from '../../../shell/answer.tsx';
import { Section } from '../../../shell/section.tsx';
import styles from '../import.module.css';
import { Sheet } from './sheet.tsx';
import { TakeBack } from './take-back.tsx';
import { CheckedTotals } from './totals.tsx';
import { words } from './words.ts';

/** What came of an import: the file's sums beside the log's, the first numbers, and the way back. Once it is taken back, only what that did. */
export function AfterImport({ standing }: { readonly standing: Import }) {
  const params = { database: 'main', import: standing.id } as const;
  const { retraction } = standing;
  const stands = standing.status === 'done' && retraction !== 'running' && retraction !== 'done';
  const totals = useApi('GET /{database}/imports/{import}/totals', { params }, { enabled: stands });
  const numbers = useApi('GET /{database}/imports/{import}/first-numbers', { params }, { enabled: stands });
  return (
    <>
      {stands ? (
        <>
          <Section title={words.totals} aside={words.totalsAside}>
            <Answer query={totals} what={words.theTotals}>
              {(check) => <CheckedTotals check={check} />}
            </Answer>
          </Section>
          <Answer query={numbers} what={words.numbers}>
            {(found) => <Numbers found={found} />}
          </Answer>
        </>
      ) : null}
      <TakeBack standing={standing} />
    </>
  );
}

const statesShown = 3;

function Numbers({ found }: { readonly found: FirstNumbers }) {
  const { locale } = useFormat();
  const { title, cases, states, medianMs, p90Ms, bottlenecks, segments } = found;
  const duration = (ms: number | null) => (ms === null ? <Absent /> : formatDuration(ms));
  return (
    <Section title={words.firstNumbers} aside={words.ofFlow(title)}>
      <dl className={styles['numbers']}>
        <Figure name={words.cases}>{formatCount(cases, locale)}</Figure>
        <Figure name={words.standing}>
          {states
            .slice(0, statesShown)
            .map((state) => `${formatCount(state.cases, locale)} ${state.title}`)
            .join(' · ')}
        </Figure>
        <Figure name={words.median}>{duration(medianMs)}</Figure>
        <Figure name={words.ninety}>{duration(p90Ms)}</Figure>
      </dl>
      {bottlenecks.length === 0 ? null : (
        <>
          <h3 className={styles['subtitle']}>{words.bottlenecks}</h3>
          <Sheet
            label={words.bottlenecks}
            file="bottlenecks"
            rows={bottlenecks}
            keyOf={({ from, to }) => `${from} ${to}`}
            columns={[
              { title: words.from, shown: ({ from }) => from },
              { title: words.to, shown: ({ to }) => to },
              {
                title: words.waits,
                shown: ({ medianMs: own }) => duration(own),
                value: ({ medianMs: own }) => own,
                isNumber: true,
              },
              {
                title: words.times,
                shown: ({ count }) => formatCount(count, locale),
                value: ({ count }) => count,
                isNumber: true,
              },
              {
                title: words.share,
                shown: ({ share }) => (share === null ? <Absent /> : formatPercent(share, locale, 0)),
                value: ({ share }) => share,
                isNumber: true,
              },
            ]}
          />
        </>
      )}
      {segments.length === 0 ? null : (
        <>
          <h3 className={styles['subtitle']}>{words.segments}</h3>
          <Sheet
            label={words.segments}
            file="segments"
            rows={segments}
            keyOf={({ field, value }) => `${field} ${value}`}
            columns={[
              { title: words.field, shown: ({ title: field }) => field },
              { title: words.value, shown: ({ value }) => value },
              {
                title: words.cases,
                shown: ({ cases: count }) => formatCount(count, locale),
                value: ({ cases: count }) => count,
                isNumber: true,
              },
              {
                title: words.median,
                shown: ({ medianMs: own }) => duration(own),
                value: ({ medianMs: own }) => own,
                isNumber: true,
              },
              {
                title: words.timesAsLong,
                shown: ({ times }) => formatDecimal(times, 1, locale),
                value: ({ times }) => times,
                isNumber: true,
              },
            ]}
          />
        </>
      )}
    </Section>
  );
}

function Figure({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt className={styles['why']}>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
