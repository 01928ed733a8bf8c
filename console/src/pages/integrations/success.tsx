import type { IntegrationView } from '@throughline/api';
import { formatPercent } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Sparkline } from '../../parts/home/sparkline.tsx';
import { Status } from '../../parts/marks/status.tsx';
import { Absent } from '../../parts/text/money.tsx';
import styles from './integrations.module.css';
import { words } from './words.ts';

const dayMs = 86_400_000;

/** How many of the runs that were due succeeded, week by week against the goal. */
export function Success({ row: { title, weeks, success, goal } }: { readonly row: IntegrationView }) {
  const { locale } = useFormat();
  if (success.rate === null) return <Absent />;
  const series = weeks.map(({ from, rate }) => ({
    from,
    to: new Date(Date.parse(from) + 7 * dayMs).toISOString().slice(0, 10),
    value: rate,
  }));
  const text = formatPercent(success.rate, locale);
  return (
    <span className={styles['success']}>
      <span className={styles['course']}>
        <Sparkline
          height={22}
          tile={{
            ...{ title: words.successOf(title), unit: 'share', currency: null, series },
            ...{ target: { from: goal }, limits: null, direction: 'up' },
          }}
        />
      </span>
      <span className={styles['rate']}>{success.rate < goal ? <Status tone="warn">{text}</Status> : text}</span>
    </span>
  );
}
