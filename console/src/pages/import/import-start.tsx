import type { ColumnChoice, Preview, Upload } from '@throughline/api';
import { useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatDay } from '../../format/day.ts';
import { formatCount, formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { KeyButton } from '../../keys/key-hint.tsx';
import { Section } from '../../shell/section.tsx';
import { nounOf } from '../cases/noun.ts';
import styles from './import.module.css';
import { Refused } from './refused.tsx';
import type { PreviewQuery } from './use-preview.ts';
import { words } from './words.ts';

export interface ImportStartProps {
  readonly preview: PreviewQuery;
  readonly upload: Upload;
  readonly flow: string;
  readonly choice: ColumnChoice;
  readonly fault: string | undefined;
  readonly onRun: (run: string) => void;
}

/** What will happen, and the button that makes it happen. */
export function ImportStart({ preview, upload, flow, choice, fault, onRun }: ImportStartProps) {
  const start = useCommand('POST /{database}/imports', { onSuccess: ({ id }) => onRun(id) });
  const { data } = preview;
  const why =
    fault ??
    (data === undefined || !preview.current ? words.previewComesFirst : data.good === 0 ? words.noRowCanBeImported : undefined);
  return (
    <Section title={words.stepImport}>
      {data === undefined || fault !== undefined ? null : <WhatHappens data={data} flow={flow} />}
      {start.error === null ? null : <Refused error={start.error}>{words.importWasNotStarted}</Refused>}
      <div className={styles['go']}>
        <KeyButton
          keys="p"
          label={words.importKey}
          variant="filled"
          size="lg"
          disabled={why !== undefined}
          loading={start.pending}
          onClick={() => start.run({ params: { database: 'main' }, body: { upload: upload.id, flow, choice } })}
        >
          {data === undefined || fault !== undefined ? words.importTitle : <ImportRows data={data} />}
        </KeyButton>
        {why === undefined ? null : <span className={styles['why']}>{why}</span>}
      </div>
    </Section>
  );
}

/** Of a file that was not looked at to its end nobody knows how many rows are good. */
function ImportRows({ data: { good, complete } }: { readonly data: Preview }) {
  const { locale } = useFormat();
  if (!complete) return <>{words.importAllRows}</>;
  return <>{words.importCases(formatCounted(good, { one: words.rowLabel, many: words.rowsLabel }, locale))}</>;
}

function WhatHappens({ data, flow }: { readonly data: Preview; readonly flow: string }) {
  const settings = useFormat();
  const { locale } = settings;
  const { flows } = useCompany();
  const noun = nounOf(flows.find(({ name }) => name === flow)?.title ?? words.case);
  const { cases, events, waiting, duplicates, deviations, complete, read, liveFrom } = data;
  const facts = formatCounted(events, { one: words.event, many: words.events }, locale);
  return (
    <div className={styles['words']}>
      <p>
        {complete ? '' : words.ofFirstRows(formatCount(read, locale))}
        {events === 0 ? words.allOfHereAlready : words.withWillBeRecorded(formatCounted(cases, noun, locale), facts)}
        {duplicates === 0 || events === 0
          ? ''
          : words.hereAlready(formatCounted(duplicates, { one: words.eventIs, many: words.eventsAre }, locale))}
        {deviations === 0
          ? ''
          : words.notFitting(formatCounted(deviations, { one: words.eventDoes, many: words.eventsDo }, locale))}
        {waiting === 0
          ? ''
          : words.forCaseNotBegun(formatCounted(waiting, { one: words.eventWaits, many: words.eventsWait }, locale))}
        {complete ? '' : words.restNotLookedAt}
      </p>
      <p>{words.historyFiresNothing(formatDay(liveFrom, settings))}</p>
    </div>
  );
}
