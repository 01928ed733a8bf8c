import { useNavigate } from '@tanstack/react-router';
import type { Door, Doors } from '@throughline/api';
import { useEffect, useState } from 'react';
import { useCommand } from '../data/api.ts';
import { formatPercent } from '../format/number.ts';
import { KeyButton } from '../keys/key-hint.tsx';
import { StateNotice } from '../shell/state-notice.tsx';
import styles from './door.module.css';
import { countWords, dayWords, listWords } from './words.ts';

export interface DemoDoorProps {
  readonly door: Door | undefined;
  readonly facts: Doors['demo'] | undefined;
}

/** The simulated company: what is in it, and the way in; it is built at the first asking. */
export function DemoDoor({ door, facts }: DemoDoorProps) {
  const title = door?.title ?? 'Halden Components';
  return (
    <section className={styles['door']} aria-labelledby="door-demo">
      <div className={styles['title']}>
        <h2 id="door-demo" className="text-title">
          Explore {title}
        </h2>
        <span className={styles['tag']}>simulated</span>
      </div>
      <p className={styles['lead']}>
        A pump maker that the engine itself ran from a seed. Nothing in it is real; all of it can be tried.
      </p>
      <dl className={styles['facts']}>
        <Fact title="What is in it">
          {facts && `${countWords(facts.invoices, 'invoice')} with their orders, deliveries and payments`}
        </Fact>
        <Fact title="Who">
          {facts &&
            `${countWords(facts.entities.length, 'legal unit')} in ${listWords([...new Set(facts.entities.map(({ currency }) => currency))])}; ${countWords(facts.people, 'person', 'people')} to act as`}
        </Fact>
        <Fact title="Today there">{facts && `${dayWords(door?.now ?? facts.to)}, on a clock you can move`}</Fact>
        <Fact title="Planted defects">{facts && `${facts.defects}, each documented; look after you have tried`}</Fact>
      </dl>
      <Opening door={door} />
    </section>
  );
}

function Fact({ title, children }: { readonly title: string; readonly children: string | undefined }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children ?? '\u00a0'}</dd>
    </div>
  );
}

function Opening({ door }: { readonly door: Door | undefined }) {
  const navigate = useNavigate();
  const build = useCommand('POST /doors/demo/build');
  const status = door?.status;
  const [wanted, setWanted] = useState(false);
  const open = () => {
    setWanted(true);
    if (status === 'absent' || status === 'failed') build.run({ body: {} });
  };
  useEffect(() => {
    if (wanted && status === 'ready') void navigate({ to: '/$database', params: { database: 'demo' } });
  }, [wanted, status, navigate]);
  const failure = status === 'failed' ? door?.failure : undefined;
  return (
    <>
      <div className={styles['go']}>
        <KeyButton keys="1" label="demo" variant="filled" size="lg" disabled={door === undefined || build.pending} onClick={open}>
          {status === 'failed' ? 'Build the demo again' : 'Explore the demo'}
        </KeyButton>
        <span className={styles['note']}>{noteOf(status, wanted)}</span>
      </div>
      {door?.status === 'building' ? <Progress door={door} /> : null}
      {failure === undefined ? null : (
        <p className={styles['note']} role="alert">
          {failure.message} {failure.action} <code>{failure.code}</code>
        </p>
      )}
      {build.error === null ? null : <StateNotice kind="error" what="Building the demo" error={build.error} />}
    </>
  );
}

function noteOf(status: Door['status'] | undefined, wanted: boolean): string {
  if (status === 'absent') return 'It is built first, on this machine';
  if (status !== 'building') return '';
  return wanted ? 'Opens as soon as it is built' : 'Being prepared in the background';
}

function Progress({ door }: { readonly door: Door }) {
  const { progress } = door;
  const share = progress?.share ?? 0;
  return (
    <div className={styles['progress']}>
      <progress max={1} value={share} aria-label="How far the demo is built" />
      <span className={styles['note']}>
        {progress === undefined ? 'Beginning' : `Running the company: ${dayWords(progress.now)}`}
      </span>
      <span className={styles['note']}>{formatPercent(share, navigator.language, 0)}</span>
    </div>
  );
}
