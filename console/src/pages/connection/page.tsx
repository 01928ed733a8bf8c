import { getRouteApi } from '@tanstack/react-router';
import type { ConnectionDetail, Database } from '@throughline/api';
import { useState } from 'react';
import { useApi, useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { KeyButton } from '../../keys/key-hint.tsx';
import { AskReason } from '../../parts/access/ask-reason.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Answer } from '../../shell/answer.tsx';
import { say } from '../../shell/messages.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { connectionsAddress } from '../addresses.ts';
import { ConnectionState } from '../connections/state.tsx';
import { words } from '../connections/words.ts';
import styles from '../declared/declared.module.css';
import { FailureNote } from '../declared/failure-note.tsx';
import { Faults } from '../declared/faults.tsx';
import { Simulated } from '../declared/simulated.tsx';
import { Refused } from '../import/refused.tsx';
import { Credentials } from './credentials.tsx';
import { Facts } from './facts.tsx';
import { Letters } from './letters.tsx';
import { Notices } from './notices.tsx';
import { Preview } from './preview.tsx';
import { RefusedDeliveries } from './refused-deliveries.tsx';
import { Runs } from './runs.tsx';

const route = getRouteApi('/$database/connections/$connection');
/** A run that is under way is looked at again. */
const askAgainMs = 1500;

export interface OfConnection {
  readonly database: Database;
  readonly connection: string;
}

/** One connection: how it is doing, what it needs, what it could not take; run, paused and tried from here. */
export function ConnectionPage() {
  const { database, simulated } = useCompany();
  const { connection } = route.useParams();
  if (simulated)
    return (
      <>
        <PageHead title={words.title} crumb={<Crumb />} />
        <Simulated href={connectionsAddress('main')} />
      </>
    );
  return <One key={connection} params={{ database, connection }} />;
}

function Crumb() {
  const { database } = useCompany();
  return <Anchor href={connectionsAddress(database)}>{words.title}</Anchor>;
}

function One({ params }: { readonly params: OfConnection }) {
  const [isBusy, setIsBusy] = useState(false);
  const found = useApi('GET /{database}/connections/{connection}', { params }, { refetchMs: isBusy && askAgainMs });
  const view = found.data;
  const runs = view?.status === 'running';
  if (runs !== isBusy) setIsBusy(runs);
  return (
    <>
      {view === undefined ? <PageHead title={params.connection} crumb={<Crumb />} /> : null}
      <Answer query={found} what={words.one}>
        {(shown) => <Shown view={shown} params={params} />}
      </Answer>
    </>
  );
}

interface ShownProps {
  readonly view: ConnectionDetail;
  readonly params: OfConnection;
}

function Shown({ view, params }: ShownProps) {
  const [asks, setAsks] = useState<'pause'>();
  const [seesPreview, setSeesPreview] = useState(false);
  const run = useCommand('POST /{database}/connections/{connection}/run', {
    onSuccess: () => say({ text: words.began(view.title) }),
  });
  const resume = useCommand('POST /{database}/connections/{connection}/resume', {
    onSuccess: ({ title }) => say({ text: words.resumed(title) }),
  });
  const refused = run.error ?? resume.error;
  const { lastRun, status } = view;
  return (
    <>
      <PageHead
        title={view.title}
        crumb={<Crumb />}
        meta={<ConnectionState status={status} />}
        actions={
          status === 'invalid' ? null : (
            <>
              {view.deliveries === null && view.flow !== null ? (
                <KeyButton variant="filled" keys="p" disabled={status === 'running'} onClick={() => run.run({ params })}>
                  {words.run}
                </KeyButton>
              ) : null}
              {view.deliveries === null && view.flow !== null ? (
                <KeyButton keys="v" onClick={() => setSeesPreview(true)}>
                  {words.preview}
                </KeyButton>
              ) : null}
              {view.paused === null ? (
                <KeyButton keys="u" onClick={() => setAsks('pause')}>
                  {words.pause}
                </KeyButton>
              ) : (
                <KeyButton keys="u" onClick={() => resume.run({ params })}>
                  {words.resume}
                </KeyButton>
              )}
            </>
          )
        }
      />
      {asks === undefined ? null : <Pause params={params} onClose={() => setAsks(undefined)} />}
      {refused === null ? null : <Refused error={refused}>{words.notDone}</Refused>}
      {status === 'running' ? (
        <p className={styles['busy']} role="status">
          <progress aria-label={words.reading} /> {words.reading}
        </p>
      ) : null}
      <Faults file={view.file} faults={view.faults} />
      {lastRun?.failure == null ? null : (
        <FailureNote title={`${words.failed} ${lastRun.failure.again ? words.again : ''}`} failure={lastRun.failure} />
      )}
      {view.paused === null ? null : <p className={styles['why']}>{words.pausedBy(view.paused.by, view.paused.reason)}</p>}
      {seesPreview ? <Preview params={params} onHide={() => setSeesPreview(false)} /> : null}
      <div className={styles['two']}>
        <Facts view={view} />
        <Credentials view={view} params={params} />
      </div>
      <Letters view={view} params={params} />
      <RefusedDeliveries view={view} />
      <Notices view={view} />
      <Runs params={params} />
    </>
  );
}

function Pause({ params, onClose }: { readonly params: OfConnection; readonly onClose: () => void }) {
  const pause = useCommand('POST /{database}/connections/{connection}/pause', {
    onSuccess: ({ title }) => {
      say({ text: words.pausedNow(title) });
      onClose();
    },
  });
  return (
    <AskReason
      title={words.pauseTitle}
      go={words.pause}
      busy={pause.pending}
      error={pause.error}
      onSubmit={(reason) => pause.run({ params, body: { reason } })}
      onCancel={onClose}
    />
  );
}
