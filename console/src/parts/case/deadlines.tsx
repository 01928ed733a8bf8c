import type { Deadline } from '@throughline/api';
import { daysFromNow, formatDay, formatDue, formatMoment } from '../../format/day.ts';
import type { FormatSettings } from '../../format/settings.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { When } from '../text/when.tsx';
import styles from './deadlines.module.css';
import { words } from './words.ts';

const standings: Readonly<Partial<Record<Deadline['standing'], string>>> = {
  paused: words.paused,
  held: words.held,
  awaiting: words.waitsForApproval,
  fired: words.passed,
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
          {/* When it was due is all there is to say of what has passed. */}
          {deadline.standing === 'fired' ? null : <p className={styles['why']}>{whyWords(deadline, settings)}</p>}
        </li>
      ))}
    </ol>
  );
}

/** The arithmetic with dates as people write them, and with its result: `Due 19 Sept + 45 days = 3 Nov 09:00`. */
function whyWords({ why, dueAt, standing }: Deadline, settings: FormatSettings): string {
  const result = dueAt === null || standing === 'paused' ? '' : ` = ${formatMoment(dueAt, settings)}`;
  // It begins with when, which stands above it.
  const sum = why.replace(/^(awaiting )?\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?: /, '');
  const said = sum.replaceAll(/\d{4}-\d{2}-\d{2}/g, (day) => formatDay(day, settings));
  return `${said.slice(0, 1).toUpperCase()}${said.slice(1)}${result}`;
}

function howOf({ standing, kind, needsPerson }: Deadline): string {
  const said = standings[standing];
  if (said !== undefined) return said;
  if (needsPerson) return words.needsApproval;
  return kind === 'state' ? words.targetTime : 'automatic';
}

function dateWords({ dueAt, standing }: Deadline, settings: FormatSettings) {
  if (dueAt === null) return standing === 'paused' ? words.notWhilePaused : words.noDate;
  if ((standing === 'pending' || standing === 'fired') && Date.parse(dueAt) < settings.now) {
    return (
      <>
        <When at={dueAt} as="day" />, <When at={dueAt} late />
      </>
    );
  }
  const days = daysFromNow(dueAt, settings);
  // The distance adds something to the date only where it is not the date again.
  const distance = days >= 7 ? words.inDays(days) : formatDue(dueAt, false, settings);
  return (
    <>
      <When at={dueAt} as="day" />
      {distance === formatDay(dueAt, settings) ? '' : `, ${distance}`}
    </>
  );
}
