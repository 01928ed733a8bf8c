import type { Action, CaseDetail } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { Status, type Tone } from '../../parts/marks/status.tsx';
import { When } from '../../parts/text/when.tsx';
import styles from './case.module.css';
import { FailedEffect } from './failed-effect.tsx';
import { words } from './words.ts';

type Effect = CaseDetail['effects'][number];

const tones: Readonly<Record<string, Tone>> = { done: 'ok', refused: 'bad', dead: 'bad', unknown: 'warn' };
const standings: Readonly<Record<string, string>> = {
  done: words.sent,
  pending: words.waits,
  held: words.held,
  dead: words.givenUp,
};

interface EffectListProps {
  readonly effects: readonly Effect[];
  readonly caseId: string;
  /** What may be done with the case, and so about its effects. */
  readonly actions: readonly Action[];
}

/** What was sent because of the case, or waits to be. What came to nothing is sent again there, or said to have ended. */
export function EffectList({ effects, caseId, actions }: EffectListProps) {
  const { simulated } = useCompany();
  return (
    <ul className={styles['effects']}>
      {effects.map((effect) => (
        <li key={effect.key}>
          <span>
            {effect.subject ?? effect.kind}{' '}
            <span className={styles['quiet']}>
              {effect.kind}
              {effect.to === null ? '' : words.sentTo(effect.to)}
              {words.eventBefore}
              {effect.seq}
            </span>
            {effect.error === null ? null : <p className={styles['why']}>{effect.error}</p>}
            <FailedEffect actions={actions.filter(({ data }) => data?.['effect'] === effect.key)} caseId={caseId} />
          </span>
          <span className={styles['effectEnd']}>
            {effect.simulated ? <span className={styles['simulated']}>{words.simulated}</span> : null}
            <Status tone={tones[effect.status] ?? 'none'}>{standings[effect.status] ?? effect.status}</Status>
            {/* What goes out goes by the clock of the machine, which in a simulated company is another one. */}
            {simulated || effect.finishedAt === null ? null : <When at={effect.finishedAt} as="moment" />}
          </span>
        </li>
      ))}
    </ul>
  );
}
