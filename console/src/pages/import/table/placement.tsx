import type { FlowChoices, Placement, Upload } from '@throughline/api';
import { useState } from 'react';
import { useCommand } from '../../../data/api.ts';
import { formatMoment } from '../../../format/day.ts';
import { formatCount, formatCounted } from '../../../format/number.ts';
import { useFormat } from '../../../format/settings-context.tsx';
import { KeyButton } from '../../../keys/key-hint.tsx';
import styles from '../import.module.css';
import { Refused } from '../refused.tsx';
import { Sheet } from './sheet.tsx';
import type { Said } from './table-work.tsx';
import { words } from './words.ts';

export interface PlacementReviewProps {
  readonly upload: Upload;
  readonly data: FlowChoices;
  readonly chosen: string;
  readonly said: Said;
  readonly entity: string;
  /** A day; empty: now. */
  readonly liveFrom: string;
}

/** The review before a file goes live: where its open cases would stand, and what falls due first. Asked for, since the whole file is read for it. */
export function PlacementReview({ upload, data, chosen, said, entity, liveFrom }: PlacementReviewProps) {
  const [shown, setShown] = useState<{ readonly of: string; readonly found: Placement } | null>(null);
  const of = JSON.stringify([chosen, said, entity, liveFrom]);
  const ask = useCommand('POST /{database}/uploads/{upload}/placement', {
    onSuccess: (found: Placement) => setShown({ of, found }),
  });
  const fit = data.flows.find(({ flow }) => flow === chosen);
  const history: Record<string, string> = liveFrom === '' ? {} : { liveFrom };
  const answers = { ...said.answers, entity, ...history };
  const body =
    fit !== undefined
      ? { answers, flow: fit.flow, choice: { ...fit.choice, entity, ...history } }
      : {
          answers,
          ...(data.draft === null ? {} : { name: data.draft.name, title: data.draft.title }),
          accepted: [...said.accepted],
        };
  return (
    <>
      {ask.error === null ? null : <Refused error={ask.error}>{words.notPlaced}</Refused>}
      <div className={styles['go']}>
        <KeyButton
          keys="r"
          label={words.reviewKey}
          loading={ask.pending}
          disabled={entity.trim() === ''}
          onClick={() => ask.run({ params: { database: 'main', upload: upload.id }, body })}
        >
          {words.review}
        </KeyButton>
        <span className={styles['why']}>{words.reviewWhy}</span>
      </div>
      {shown === null || shown.of !== of ? null : <Placed found={shown.found} />}
    </>
  );
}

function Placed({ found }: { readonly found: Placement }) {
  const settings = useFormat();
  const { locale } = settings;
  const { liveFrom, settled, lastAt, cases, open, dueAtOnce, states, next, complete } = found;
  const count = (number: number) => formatCount(number, locale);
  return (
    <div role="status">
      <p className={styles['words']}>
        {words.openOf(count(open), formatCounted(cases, words.case, locale))}{' '}
        {dueAtOnce === 0 ? words.nothingAtOnce : words.atOnce(count(dueAtOnce))}{' '}
        {words.historyUpTo(formatMoment(liveFrom, settings))} {settled ? words.historySettled : ''}{' '}
        {lastAt === null ? '' : words.lastThing(formatMoment(lastAt, settings))} {complete ? '' : words.notAllRead}
      </p>
      {states.length === 0 ? null : (
        <Sheet
          label={words.placedStates}
          file="placement"
          rows={states}
          keyOf={({ state }) => state}
          columns={[
            { title: words.state, shown: ({ title }) => title },
            { title: words.openCases, shown: (row) => count(row.cases), value: (row) => row.cases, isNumber: true },
            { title: words.dueNow, shown: (row) => count(row.dueAtOnce), value: (row) => row.dueAtOnce, isNumber: true },
          ]}
        />
      )}
      {next.length === 0 ? null : (
        <>
          <h3 className={styles['subtitle']}>{words.dueFirst}</h3>
          <Sheet
            label={words.dueFirst}
            file="due-first"
            rows={next}
            keyOf={({ key, what }, index) => `${key} ${what} ${index}`}
            columns={[
              { title: words.keyOfCase, shown: ({ key }) => key },
              { title: words.state, shown: ({ state }) => state },
              { title: words.what, shown: ({ what }) => what },
              { title: words.dueAt, shown: ({ due }) => formatMoment(due, settings), value: ({ due }) => due },
              { title: words.because, shown: ({ why }) => why },
            ]}
          />
        </>
      )}
    </div>
  );
}
