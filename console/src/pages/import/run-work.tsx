import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { Import } from '@throughline/api';
import { useEffect, useState } from 'react';
import { readAgain, useApi, useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCount, formatCounted, formatPercent } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { KeyButton } from '../../keys/key-hint.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { casesAddress } from '../addresses.ts';
import { nounOf, pluralOf } from '../cases/noun.ts';
import styles from './import.module.css';
import { Refused } from './refused.tsx';
import { RunErrors } from './run-errors.tsx';
import { AfterImport } from './table/after-import.tsx';
import { words } from './words.ts';

export interface RunWorkProps {
  readonly run: string;
  /** To the columns of the same file. */
  readonly onBack: () => void;
  /** To another file. */
  readonly onOther: () => void;
}

const askedEveryMs = 500;

/** An import while it runs, and what came of it. */
export function RunWork({ run, onBack, onOther }: RunWorkProps) {
  const cache = useQueryClient();
  const params = { database: 'main', import: run } as const;
  const [running, setRunning] = useState(true);
  const found = useApi('GET /{database}/imports/{import}', { params }, { refetchMs: running ? askedEveryMs : false });
  const status = found.data?.status;
  useEffect(() => {
    // All pages show what is there now.
    if (status === undefined || status === 'running') return;
    setRunning(false);
    // What a preview said before is no longer so.
    cache.removeQueries({ queryKey: ['import-preview'] });
    void readAgain(cache, 'main');
  }, [status, cache]);
  return (
    <Answer query={found} what={words.theImport}>
      {(standing) => (
        <>
          {standing.status === 'running' ? (
            <Running standing={standing} />
          ) : (
            <Ended standing={standing} onBack={onBack} onOther={onOther} />
          )}
          {standing.status === 'running' ? null : <AfterImport standing={standing} />}
          {standing.errors === 0 ? null : <RunErrors standing={standing} />}
        </>
      )}
    </Answer>
  );
}

function Running({ standing }: { readonly standing: Import }) {
  const { locale } = useFormat();
  const stop = useCommand('POST /{database}/imports/{import}/stop');
  const percent = formatPercent(standing.share, locale, 0);
  return (
    <Section title={words.stepImport} aside={words.youMayLeaveThis}>
      <div className={styles['go']}>
        <div className={styles['progress']}>
          <progress max={1} value={standing.share} aria-label={words.imported} />
          <span>
            {words.readRecorded(
              formatCounted(standing.rows, { one: words.rowLabel, many: words.rowsLabel }, locale),
              formatCounted(standing.events, { one: words.eventLabel, many: words.eventsLabel }, locale),
            )}
          </span>
          <span className="num">{percent}</span>
        </div>
        <KeyButton
          keys="s"
          label={words.stopKey}
          loading={stop.pending}
          onClick={() => stop.run({ params: { database: 'main', import: standing.id } })}
        >
          {words.stop}
        </KeyButton>
      </div>
      {stop.error === null ? null : <Refused error={stop.error}>{words.wasNotStopped}</Refused>}
    </Section>
  );
}

const titles: Readonly<Record<Exclude<Import['status'], 'running'>, string>> = {
  done: words.stepImported,
  stopped: words.stepStopped,
  failed: words.stepFailed,
};

function Ended({
  standing,
  onBack,
  onOther,
}: {
  readonly standing: Import;
  readonly onBack: () => void;
  readonly onOther: () => void;
}) {
  const { flows } = useCompany();
  const title = flows.find(({ name }) => name === standing.flow)?.title ?? words.case;
  const status = standing.status === 'running' ? 'done' : standing.status;
  const { failure } = standing;
  return (
    <Section title={titles[status]}>
      {failure === null ? null : (
        <Refused error={{ ...failure, detail: words.whatWasRecordedBeforeStays(failure.message) }}>
          {words.importEndedBeforeFileDid}
        </Refused>
      )}
      <p className={styles['words']} role="status">
        <Outcome standing={standing} title={title} />
      </p>
      <div className={styles['go']}>
        {status === 'done' ? <Onward flow={standing.flow} title={title} /> : null}
        {status === 'done' ? null : (
          <KeyButton keys="p" label={words.goOn} variant="filled" size="lg" onClick={onBack}>
            {words.backToPreview}
          </KeyButton>
        )}
        <Button onClick={onOther}>{words.importAnotherFile}</Button>
      </div>
    </Section>
  );
}

function Outcome({ standing, title }: { readonly standing: Import; readonly title: string }) {
  const { locale } = useFormat();
  const { cases, events, duplicates, deviations, status } = standing;
  const noun = nounOf(title);
  const parts = [
    words.withRecorded(
      formatCounted(cases, noun, locale),
      formatCounted(events, { one: words.eventLabel, many: words.eventsLabel }, locale),
    ),
    duplicates === 0 ? '' : words.wereHere(formatCounted(duplicates, { one: words.eventWas, many: words.eventsWere }, locale)),
    deviations === 0 ? '' : words.ofThemDidNot(formatCount(deviations, locale)),
    status === 'done' ? '' : words.recordedStays,
  ];
  return <>{parts.filter((part) => part !== '').join(' ')}</>;
}

function Onward({ flow, title }: { readonly flow: string; readonly title: string }) {
  const { history } = useRouter();
  return (
    <>
      <KeyButton keys="p" label={words.openHomeKey} variant="filled" size="lg" onClick={() => history.push('/main')}>
        {words.openHome}
      </KeyButton>
      <KeyButton keys="l" label={words.openList} size="lg" onClick={() => history.push(casesAddress('main', flow, {}))}>
        {words.seeThe}
        {pluralOf(nounOf(title).one)}
      </KeyButton>
    </>
  );
}
