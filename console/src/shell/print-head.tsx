import { useCompany } from '../data/company.tsx';
import { formatExact } from '../format/day.ts';
import { useFormat } from '../format/settings-context.tsx';
import styles from './print-head.module.css';
import { words } from './words.ts';

/** On paper only: whose numbers these are, and of when. */
export function PrintHead() {
  const { title, simulated, now } = useCompany();
  const format = useFormat();
  return (
    <div className={styles['head']} data-print-only>
      <span>
        {title}
        {simulated ? words.simulated : ''}
      </span>
      <span>{now === undefined ? '' : formatExact(now, format)}</span>
    </div>
  );
}
