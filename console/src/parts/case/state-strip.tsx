import type { CaseDetail } from '@throughline/api';
import { formatDay, formatExact, formatSpan } from '../../format/day.ts';
import type { FormatSettings } from '../../format/settings.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { unseen } from '../text/unseen.ts';
import styles from './state-strip.module.css';
import { words } from './words.ts';

type Step = CaseDetail['strip'][number];

const unseenTones: Readonly<Record<Step['tone'], string>> = {
  passed: '',
  current: '',
  exception: words.exception,
  'to-come': words.toCome,
};

/** The states that a case went through, how long each took, and the way that is left. */
export function StateStrip({ strip }: { readonly strip: readonly Step[] }) {
  const settings = useFormat();
  return (
    <ol className={styles['strip']} aria-label={words.states}>
      {strip.map((step, index) => {
        // The case is there now: also where that state is an exception.
        const now = step.enteredAt !== null && step.leftAt === null && step.tone !== 'to-come';
        return (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: a state may be entered many times; its place is what it is
            key={index}
            data-tone={step.tone}
            aria-current={now ? 'step' : undefined}
          >
            <span className={styles['title']}>
              <strong>{step.title}</strong>
              {now ? words.isNow : null}
              <span className={unseen}>{unseenTones[step.tone]}</span>
            </span>
            <span className={styles['when']} title={step.enteredAt === null ? undefined : formatExact(step.enteredAt, settings)}>
              {stay(step, settings)}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function stay({ enteredAt, leftAt, note }: Step, settings: FormatSettings): string {
  if (enteredAt === null) return note ?? '';
  const text = `${formatDay(enteredAt, settings)}, ${formatSpan(enteredAt, leftAt ?? settings.now, settings.timeZone)}`;
  return note === null ? text : `${text}, ${note}`;
}
