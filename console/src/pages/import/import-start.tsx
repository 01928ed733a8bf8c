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
    (data === undefined || !preview.current
      ? 'The preview comes first.'
      : data.good === 0
        ? 'No row can be imported.'
        : undefined);
  return (
    <Section title="4 Import">
      {data === undefined || fault !== undefined ? null : <WhatHappens data={data} flow={flow} />}
      {start.error === null ? null : <Refused error={start.error}>The import was not started.</Refused>}
      <div className={styles['go']}>
        <KeyButton
          keys="p"
          label="import"
          variant="filled"
          size="lg"
          disabled={why !== undefined}
          loading={start.pending}
          onClick={() => start.run({ params: { database: 'main' }, body: { upload: upload.id, flow, choice } })}
        >
          {data === undefined || fault !== undefined ? 'Import' : <ImportRows data={data} />}
        </KeyButton>
        {why === undefined ? null : <span className={styles['why']}>{why}</span>}
      </div>
    </Section>
  );
}

/** Of a file that was not looked at to its end nobody knows how many rows are good. */
function ImportRows({ data: { good, complete } }: { readonly data: Preview }) {
  const { locale } = useFormat();
  if (!complete) return <>Import all rows</>;
  return <>Import {formatCounted(good, { one: 'row', many: 'rows' }, locale)}</>;
}

function WhatHappens({ data, flow }: { readonly data: Preview; readonly flow: string }) {
  const settings = useFormat();
  const { locale } = settings;
  const { flows } = useCompany();
  const noun = nounOf(flows.find(({ name }) => name === flow)?.title ?? 'Case');
  const { cases, events, waiting, duplicates, deviations, complete, read, liveFrom } = data;
  const facts = formatCounted(events, { one: 'event', many: 'events' }, locale);
  return (
    <div className={styles['words']}>
      <p>
        {complete ? '' : `Of the first ${formatCount(read, locale)} rows: `}
        {events === 0
          ? 'All of it is here already: nothing would be added.'
          : `${formatCounted(cases, noun, locale)} with ${facts} will be recorded.`}
        {duplicates === 0 || events === 0
          ? ''
          : ` ${formatCounted(duplicates, { one: 'event is', many: 'events are' }, locale)} here already.`}
        {deviations === 0
          ? ''
          : ` ${formatCounted(deviations, { one: 'event does', many: 'events do' }, locale)} not fit the flow: each is recorded, and raises an exception.`}
        {waiting === 0
          ? ''
          : ` ${formatCounted(waiting, { one: 'event waits', many: 'events wait' }, locale)} for a case that has not begun: counted once it has.`}
        {complete ? '' : ' The rows after them were not looked at; all are imported.'}
      </p>
      <p>
        History fires nothing: no reminder is sent, and no task is opened, for what fell due before{' '}
        {formatDay(liveFrom, settings)}, and none is made up for afterwards. What falls due from then on is done.
      </p>
    </div>
  );
}
