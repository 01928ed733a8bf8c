import { Button } from '@mantine/core';
import type { BucketStep } from '@throughline/api';
import { useState } from 'react';
import { formatChange, formatCount, formatDecimal } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { DeltaBars } from '../../parts/charts/delta-bars.tsx';
import type { DeltaPart } from '../../parts/charts/delta-rows.ts';
import { StateNotice } from '../../shell/state-notice.tsx';
import styles from './diagnosis.module.css';
import type { DiagnosisProps } from './page.tsx';
import { StepSection } from './step-section.tsx';
import { words } from './words.ts';

/** Step 2: which exception rose with it. */
export function Bucket(props: DiagnosisProps) {
  const { locale } = useFormat();
  const [whole, setWhole] = useState(false);
  const { diagnosis, hrefOf } = props;
  const found = diagnosis.steps.bucket?.result;
  if (found === undefined || found.buckets.length === 0) {
    return (
      <StepSection {...props} step="bucket" title={words.bucketTitle(found?.where ?? '')}>
        <StateNotice kind="empty">{found === undefined ? words.toCome : words.noException}</StateNotice>
      </StepSection>
    );
  }
  const { buckets, chosen, where } = found;
  const parts = shortened(buckets, whole);
  const named = (id: string | undefined) =>
    id === undefined ? 'buckets' : `bucket.${buckets.findIndex((bucket) => keyOf(bucket) === id)}`;
  const isRest = (id: string | undefined) => id === rest;
  return (
    <StepSection {...props} step="bucket" title={words.bucketTitle(where)} note={spikeWords(found, locale)}>
      <DeltaBars
        caption={words.bucketTitle(where)}
        of={words.exception}
        parts={parts}
        wholeTitle={words.all}
        digits={0}
        figure={(value) => formatCount(value, locale)}
        change={(value) => formatChange(value, 0, locale)}
        chosen={chosen === null || buckets[chosen] === undefined ? undefined : keyOf(buckets[chosen])}
        hrefOf={(id, period) => (isRest(id) ? undefined : hrefOf(`${named(id)}.${period}`))}
        note={(id) =>
          buckets.some((bucket) => keyOf(bucket) === id && bucket.beyondChance) ? (
            <span className={styles['beyond']}> {words.beyond}</span>
          ) : null
        }
      />
      {buckets.length <= shownMax ? null : (
        <Button variant="subtle" aria-expanded={whole} onClick={() => setWhole(!whole)} data-screen-only>
          {whole ? words.fewer : words.allKinds(formatCount(buckets.length, locale))}
        </Button>
      )}
    </StepSection>
  );
}

const rest = 'rest';
/** So many kinds are listed at first; the others stand together in one line, so that the lines still add up. */
const shownMax = 8;

function shortened(buckets: BucketStep['buckets'], whole: boolean): readonly DeltaPart[] {
  const twice = new Set(buckets.map(({ title }) => title).filter((title, at, all) => all.indexOf(title) !== at));
  const named = buckets.map((bucket) => ({
    id: keyOf(bucket),
    title: twice.has(bucket.title) ? words.ofFlow(bucket.title, bucket.flow) : bucket.title,
    before: bucket.before,
    after: bucket.after,
  }));
  if (whole || named.length <= shownMax) return named;
  const others = named.slice(shownMax - 1);
  const sum = (of: (part: (typeof others)[number]) => number) => others.reduce((total, part) => total + of(part), 0);
  const title = words.otherKinds(String(others.length));
  return [
    ...named.slice(0, shownMax - 1),
    { id: rest, title, before: sum(({ before }) => before), after: sum(({ after }) => after) },
  ];
}

function keyOf({ flow, kind }: BucketStep['buckets'][number]): string {
  return `${flow}/${kind}`;
}

function spikeWords({ chosen, buckets }: BucketStep, locale: string): string {
  const spike = chosen === null ? undefined : buckets[chosen];
  if (spike === undefined) return words.noSpike;
  const { change, bound } = spike;
  return words.spike(
    formatChange(change, Math.abs(change) < 10 ? 1 : 0, locale),
    formatDecimal(bound, bound < 10 ? 1 : 0, locale),
  );
}
