import type { BucketStep } from '@throughline/api';
import { formatChange, formatCount, formatDecimal } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { DeltaBars } from '../../parts/charts/delta-bars.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import styles from './diagnosis.module.css';
import type { DiagnosisProps } from './page.tsx';
import { StepSection } from './step-section.tsx';
import { words } from './words.ts';

/** Step 2: which exception rose with it. */
export function Bucket(props: DiagnosisProps) {
  const { locale } = useFormat();
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
  const named = (id: string | undefined) =>
    id === undefined ? 'buckets' : `bucket.${buckets.findIndex((bucket) => keyOf(bucket) === id)}`;
  return (
    <StepSection {...props} step="bucket" title={words.bucketTitle(where)} note={spikeWords(found, locale)}>
      <DeltaBars
        caption={words.bucketTitle(where)}
        of={words.exception}
        parts={buckets.map((bucket) => ({ ...bucket, id: keyOf(bucket) }))}
        wholeTitle={words.all}
        digits={0}
        figure={(value) => formatCount(value, locale)}
        change={(value) => formatChange(value, 0, locale)}
        chosen={chosen === null || buckets[chosen] === undefined ? undefined : keyOf(buckets[chosen])}
        hrefOf={(id, period) => hrefOf(`${named(id)}.${period}`)}
        note={(id) =>
          buckets.some((bucket) => keyOf(bucket) === id && bucket.beyondChance) ? (
            <span className={styles['beyond']}> {words.beyond}</span>
          ) : null
        }
      />
    </StepSection>
  );
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
