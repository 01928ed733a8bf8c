import type { Deadline } from '@throughline/api';
import { daysFromNow, formatDay, formatDue } from '../../format/day.ts';
import type { FormatSettings } from '../../format/settings.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { When } from '../text/when.tsx';
import styles from './deadlines.module.css';

const standings: Readonly<Partial<Record<Deadline['standing'], string>>> = {
  paused: 'paused',
  held: 'held',
  awaiting: 'waits for approval',
};

/** What comes next, when, and why then: arithmetic that a reader can redo. */
export function Deadlines({ deadlines }: { readonly deadlines: readonly Deadline[] }) {
  const settings = useFormat();
  return (
    <ol className={styles['list']}>
      {deadlines.map((deadline) => (
        <li key={`${deadline.kind} ${deadline.name}`}>
          <div className={styles['line']}>
            <span>
              <strong className={styles['date']}>{dateWords(deadline, settings)}</strong>
              {deadline.title}
            </span>
            <span className={styles['how']}>{howOf(deadline)}</span>
          </div>
          <p className={styles['why']}>{deadline.why}</p>
        </li>
      ))}
    </ol>
  );
}

function howOf({ standing, kind, needsPerson }: Deadline): string {
  const said = standings[standing];
  if (said !== undefined) return said;
  if (needsPerson) return 'needs a person';
  return kind === 'state' ? 'target time' : 'automatic';
}

function dateWords({ dueAt, standing }: Deadline, settings: FormatSettings) {
  if (dueAt === null) return standing === 'paused' ? 'Not while it is paused' : 'No date';
  if (standing === 'pending' && Date.parse(dueAt) < settings.now) {
    return (
      <>
        <When at={dueAt} as="day" />, <When at={dueAt} late />
      </>
    );
  }
  const days = daysFromNow(dueAt, settings);
  // The distance adds something to the date only where it is not the date again.
  const distance = days >= 7 ? `in ${days} days` : formatDue(dueAt, false, settings);
  return (
    <>
      <When at={dueAt} as="day" />
      {distance === formatDay(dueAt, settings) ? '' : `, ${distance}`}
    </>
  );
}
