import type { Diagnosis } from '@throughline/api';
import type { ReactNode } from 'react';
import { formatPast } from '../../format/day.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Section } from '../../shell/section.tsx';
import styles from './diagnosis.module.css';
import type { DiagnosisProps } from './page.tsx';
import { Revise } from './revise.tsx';
import { type Step, steps } from './search.ts';
import { words } from './words.ts';

interface StepSectionProps extends DiagnosisProps {
  readonly step: Step;
  readonly title: string;
  readonly note?: ReactNode;
  readonly children: ReactNode;
}

/** One step: its number and question, what it found, who revised it and why, and how to revise it. */
export function StepSection({ step, title, note, children, ...props }: StepSectionProps) {
  const { diagnosis, revising, onRevise } = props;
  const number = steps.indexOf(step) + 1;
  return (
    <div data-step={step} className={styles['part']}>
      <Section
        title={
          <>
            <span className={styles['number']}>{number}</span> {title}
          </>
        }
        note={note}
      >
        <Revised revised={diagnosis.steps[step]?.revised ?? null} />
        {children}
        {revising === step ? <Revise diagnosis={diagnosis} step={step} onDone={() => onRevise(undefined)} /> : null}
      </Section>
    </div>
  );
}

function Revised({ revised }: { readonly revised: NonNullable<Diagnosis['steps']['stage']>['revised'] }) {
  const settings = useFormat();
  if (revised === null) return null;
  return (
    <p className={styles['revised']}>{words.revisedBy(revised.by.name, formatPast(revised.at, settings), revised.reason)}</p>
  );
}
