import { Button, TextInput } from '@mantine/core';
import type { FirstNumbers, Import } from '@throughline/api';
import { type ReactNode, useState } from 'react';
import { useApi, useCommand } from '../../../data/api.ts';
import { formatDuration } from '../../../format/day.ts';
import { formatCount, formatCounted, formatDecimal, formatPercent } from '../../../format/number.ts';
import { useFormat } from '../../../format/settings-context.tsx';
import { KeyButton } from '../../../keys/key-hint.tsx';
import { Absent } from '../../../parts/text/money.tsx';
import { Answer } from '../../../shell/answer.tsx';
import { Section } from '../../../shell/section.tsx';
import styles from '../import.module.css';
import { Refused } from '../refused.tsx';
import { Sheet } from './sheet.tsx';
import { CheckedTotals } from './totals.tsx';
import { words } from './words.ts';

/** What came of an import: the file's sums beside the log's, the first numbers, and the way back. */
export function AfterImport({ standing }: { readonly standing: Import }) {
  const params = { database: 'main', import: standing.id } as const;
  const done = standing.status === 'done';
  const totals = useApi('GET /{database}/imports/{import}/totals', { params }, { enabled: done });
  const numbers = useApi('GET /{database}/imports/{import}/first-numbers', { params }, { enabled: done });
  return (
    <>
      {done ? (
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
      <TakeBack run={standing.id} />
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

/** Undoes an import, once somebody has read what that does and said why. */
function TakeBack({ run }: { readonly run: string }) {
  const { locale } = useFormat();
  const [asked, setAsked] = useState(false);
  const [reason, setReason] = useState('');
  const params = { database: 'main', import: run } as const;
  const found = useApi('GET /{database}/imports/{import}/retraction', { params }, { enabled: asked });
  const back = useCommand('POST /{database}/imports/{import}/retraction');
  const { data } = found;
  const cases = (count: number) => formatCounted(count, words.case, locale);
  if (!asked)
    return (
      <div className={styles['go']}>
        <Button onClick={() => setAsked(true)}>{words.takeBack}</Button>
      </div>
    );
  return (
    <Section title={words.takeBack}>
      <Answer query={found} what={words.takeBack}>
        {({ status, cases: gone, facts, keptCount }) =>
          status === 'done' ? (
            <p className={styles['words']} role="status">
              {words.takenBack(cases(gone))}
            </p>
          ) : (
            <p className={styles['words']}>
              {words.wouldTakeBack(cases(gone), formatCounted(facts, words.fact, locale))}{' '}
              {keptCount === 0 ? '' : words.wouldKeep(cases(keptCount))}
            </p>
          )
        }
      </Answer>
      {back.error === null ? null : <Refused error={back.error}>{words.notTakenBack}</Refused>}
      {data?.status === 'done' ? null : (
        <div className={styles['go']}>
          <TextInput label={words.reasonLabel} value={reason} onChange={({ currentTarget }) => setReason(currentTarget.value)} />
          <KeyButton
            label={words.takeBackKey}
            variant="filled"
            disabled={data === undefined || reason.trim().length < 3}
            loading={back.pending}
            onClick={() => back.run({ params, body: { reason } })}
          >
            {words.confirmTakeBack}
          </KeyButton>
          <Button onClick={() => setAsked(false)}>{words.cancel}</Button>
        </div>
      )}
    </Section>
  );
}
