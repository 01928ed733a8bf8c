import type { Diagnosis } from '@throughline/api';
import { Status } from '../../parts/marks/status.tsx';
import { When } from '../../parts/text/when.tsx';
import styles from './diagnosis.module.css';
import { type Step, steps } from './search.ts';
import { words } from './words.ts';

interface StepStripProps {
  readonly diagnosis: Diagnosis;
  readonly current: Step;
  readonly onShow: (step: Step) => void;
}

/** The five steps, each with what it found. */
export function StepStrip({ diagnosis, current, onShow }: StepStripProps) {
  return (
    <nav aria-label={words.steps} className={styles['strip']}>
      {steps.map((step, index) => (
        <button
          key={step}
          type="button"
          aria-current={step === current ? 'step' : undefined}
          aria-keyshortcuts={String(index + 1)}
          onClick={() => onShow(step)}
        >
          <span className={styles['stepHead']}>
            <strong>
              {index + 1} {words.titles[step]}
            </strong>{' '}
            <Standing diagnosis={diagnosis} step={step} />
          </span>
          <span className={styles['stepSays']}>
            <Found diagnosis={diagnosis} step={step} />
          </span>
        </button>
      ))}
    </nav>
  );
}

function Standing({ diagnosis: { steps: found, decision }, step }: Pick<StepStripProps, 'diagnosis'> & { readonly step: Step }) {
  const one = found[step];
  if (one === null) return <Status tone="none">{words.toCome}</Status>;
  if (step === 'action' && decision === null) return <span className={styles['now']}>{words.open}</span>;
  if (one.revised !== null) return <Status tone="warn">{words.revised}</Status>;
  return <Status tone="ok">{step === 'action' ? words.decided : words.recorded}</Status>;
}

function Found({
  diagnosis: { steps: found, decision, dueAt },
  step,
}: Pick<StepStripProps, 'diagnosis'> & { readonly step: Step }) {
  if (step === 'action' && found.action !== null && decision === null) {
    return (
      <>
        {words.toDecide('')}
        {dueAt === null ? null : (
          <>
            , <When at={dueAt} />
          </>
        )}
      </>
    );
  }
  return found[step]?.summary ?? '';
}
