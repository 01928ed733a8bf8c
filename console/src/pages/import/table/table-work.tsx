import { Button } from '@mantine/core';
import type { Upload } from '@throughline/api';
import { type ReactNode, useState } from 'react';
import { useKeys } from '../../../keys/use-keys.ts';
import { Section } from '../../../shell/section.tsx';
import { StateNotice } from '../../../shell/state-notice.tsx';
import { fileFacts } from '../file-line.tsx';
import styles from '../import.module.css';
import { Refused } from '../refused.tsx';
import { words as pageWords } from '../words.ts';
import { ColumnsStep } from './columns.tsx';
import { FindingsStep } from './findings.tsx';
import { FlowStep } from './flow.tsx';
import { PlaceStep } from './place.tsx';
import { remember, remembered } from './remembered.ts';
import { TotalsStep } from './totals.tsx';
import { useAsked } from './use-asked.ts';
import { words } from './words.ts';

/** What somebody has said of a file so far. */
export interface Said {
  readonly answers: Readonly<Record<string, string>>;
  /** `draft`, a flow of ours, or nothing yet. */
  readonly flow?: string;
  readonly name?: string;
  /** The legal unit; nothing that is asked of the file depends on it. */
  readonly entity?: string;
  /** The day on which history ends; empty: that of the import. */
  readonly liveFrom?: string;
  /** Paths of suggestions. */
  readonly accepted: readonly string[];
}

export type Say = (said: Said) => void;

export interface TableWorkProps {
  readonly upload: Upload;
  readonly onRun: (run: string) => void;
  readonly onByHand: () => void;
  readonly onOther: () => void;
}

/** From any file to an import: its columns, its totals, a flow, what the checker says of that, and the way on. */
export function TableWork({ upload, onRun, onByHand, onOther }: TableWorkProps) {
  const [said, setSaid] = useState<Said>(() => remembered(upload.id) ?? { answers: {}, accepted: [] });
  const say = (next: Said) => {
    remember(upload.id, next);
    setSaid(next);
  };
  const params = { database: 'main', upload: upload.id } as const;
  const { answers, name, accepted } = said;
  const recognition = useAsked('POST /{database}/uploads/{upload}/recognition', { params, body: { answers } });
  const settled = recognition.data !== undefined && !recognition.isFetching && recognition.data.questions.length === 0;
  const totals = useAsked('POST /{database}/uploads/{upload}/totals', { params, body: { answers } }, settled);
  const drafting = { answers, accepted: [...accepted], ...(name === undefined ? {} : { name }) };
  const flows = useAsked('POST /{database}/uploads/{upload}/flows', { params, body: drafting }, settled);
  useKeys(
    [1, 2, 3, 4, 5].map((step) => ({ keys: String(step), label: pageWords.step(step), bar: false, run: () => goTo(step) })),
  );
  const chosen = said.flow ?? flows.data?.suggested;
  return (
    <>
      <FileHead upload={upload} onByHand={onByHand} onOther={onOther} />
      <Step number={1}>
        <ColumnsStep upload={upload} recognition={recognition} said={said} say={say} />
      </Step>
      {settled ? (
        <>
          <Step number={2}>
            <Waited title={words.stepTotals} aside={words.totalsAside} query={totals} waiting={words.adding}>
              {(data) => <TotalsStep data={data} />}
            </Waited>
          </Step>
          <Step number={3}>
            <Waited title={words.stepFlow} aside={words.flowAside} query={flows} waiting={words.drafting}>
              {(data) => <FlowStep data={data} chosen={chosen ?? 'draft'} said={said} say={say} />}
            </Waited>
          </Step>
          {flows.data === undefined ? null : (
            <>
              <Step number={4}>
                <FindingsStep data={flows.data} chosen={chosen ?? 'draft'} said={said} say={say} />
              </Step>
              <Step number={5}>
                <PlaceStep
                  upload={upload}
                  data={flows.data}
                  busy={flows.isFetching}
                  chosen={chosen ?? 'draft'}
                  said={said}
                  say={say}
                  onRun={onRun}
                />
              </Step>
            </>
          )}
        </>
      ) : recognition.data === undefined ? null : (
        <StateNotice kind="empty">{words.answerFirst}</StateNotice>
      )}
    </>
  );
}

interface FileHeadProps {
  readonly upload: Upload;
  readonly onByHand: () => void;
  readonly onOther: () => void;
}

function FileHead({ upload, onByHand, onOther }: FileHeadProps) {
  return (
    <div className={styles['file']}>
      <p>
        <strong>{upload.name}</strong> <span className={styles['why']}>{fileFacts(upload)}</span>
      </p>
      {upload.format === 'csv' ? <Button onClick={onByHand}>{words.byHand}</Button> : null}
      <Button onClick={onOther}>{pageWords.anotherFile}</Button>
    </div>
  );
}

interface WaitedProps<T> {
  readonly title: string;
  readonly aside: string;
  readonly query: { readonly data: T | undefined; readonly error: Error | null; readonly refetch: () => unknown };
  readonly waiting: string;
  readonly children: (data: T) => ReactNode;
}

/** A step whose answer takes a while: said, and where it fails, why. */
function Waited<T>({ title, aside, query, waiting, children }: WaitedProps<T>) {
  const { data, error } = query;
  return (
    <Section title={title} aside={aside}>
      {error === null ? null : (
        <>
          <Refused error={error}>{waiting}</Refused>
          <Button onClick={() => query.refetch()}>{pageWords.retry}</Button>
        </>
      )}
      {data === undefined ? error === null ? <p className={styles['why']}>{waiting}</p> : null : children(data)}
    </Section>
  );
}

function Step({ number, children }: { readonly number: number; readonly children: ReactNode }) {
  return (
    <div id={`step-${number}`} tabIndex={-1}>
      {children}
    </div>
  );
}

function goTo(step: number): void {
  const place = document.getElementById(`step-${step}`);
  place?.focus({ preventScroll: true });
  place?.scrollIntoView({ block: 'start' });
}
