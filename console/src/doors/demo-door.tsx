import { useNavigate } from '@tanstack/react-router';
import type { Door, Doors } from '@throughline/api';
import { useEffect, useState } from 'react';
import { useCommand } from '../data/api.ts';
import { formatPercent } from '../format/number.ts';
import { KeyButton } from '../keys/key-hint.tsx';
import { StateNotice } from '../shell/state-notice.tsx';
import styles from './door.module.css';
import { countWords, dayWords, listWords, words } from './words.ts';

export interface DemoDoorProps {
  readonly door: Door | undefined;
  readonly facts: Doors['demo'] | undefined;
}

/** The simulated company: what is in it, and the way in; it is built at the first asking. */
export function DemoDoor({ door, facts }: DemoDoorProps) {
  const title = door?.title ?? words.haldenComponents;
  return (
    <section className={styles['door']} aria-labelledby="door-demo">
      <div className={styles['title']}>
        <h2 id="door-demo" className="text-title">
          {words.explore}
          {title}
        </h2>
        <span className={styles['tag']}>{words.simulated}</span>
      </div>
      <p className={styles['lead']}>{words.whatItIs}</p>
      <dl className={styles['facts']}>
        <Fact title={words.whatIn}>{facts && words.withTheirOrdersDeliveries(countWords(facts.invoices, 'invoice'))}</Fact>
        <Fact title={words.who}>
          {facts &&
            words.whoIsThere(
              countWords(facts.entities.length, words.legalUnit),
              listWords([...new Set(facts.entities.map(({ currency }) => currency))]),
              countWords(facts.people, 'person', 'people'),
            )}
        </Fact>
        <Fact title={words.todayThere}>{facts && words.onMovableClock(dayWords(door?.now ?? facts.to))}</Fact>
        <Fact title={words.plantedDefects}>{facts && words.defects(facts.defects)}</Fact>
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
        <KeyButton
          keys="1"
          label={words.demo}
          variant="filled"
          size="lg"
          disabled={door === undefined || build.pending}
          onClick={open}
        >
          {status === 'failed' ? words.buildDemoAgain : words.exploreDemo}
        </KeyButton>
        <span className={styles['note']}>{noteOf(status, wanted)}</span>
      </div>
      {door?.status === 'building' ? <Progress door={door} /> : null}
      {failure === undefined ? null : (
        <p className={styles['note']} role="alert">
          {failure.message} {failure.action} <code>{failure.code}</code>
        </p>
      )}
      {build.error === null ? null : <StateNotice kind="error" what={words.buildingDemo} error={build.error} />}
    </>
  );
}

function noteOf(status: Door['status'] | undefined, wanted: boolean): string {
  if (status === 'absent') return words.builtFirstOnThisMachine;
  if (status !== 'building') return '';
  return wanted ? words.opensAsSoonAsBuilt : words.beingPreparedInBackground;
}

function Progress({ door }: { readonly door: Door }) {
  const { progress } = door;
  const share = progress?.share ?? 0;
  return (
    <div className={styles['progress']}>
      <progress max={1} value={share} aria-label={words.howFarDemoBuilt} />
      <span className={styles['note']}>
        {progress === undefined ? words.beginning : words.runningCompany(dayWords(progress.now))}
      </span>
      <span className={styles['note']}>{formatPercent(share, navigator.language, 0)}</span>
    </div>
  );
}
