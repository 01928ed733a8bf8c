import { useNavigate } from '@tanstack/react-router';
import type { Home } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { KeyButton } from '../../keys/key-hint.tsx';
import { periodsUntil } from '../diagnoses/periods.ts';
import { diagnosesAddress } from '../diagnoses/search.ts';
import styles from './home.module.css';
import { words } from './words.ts';

/** Beside what broke: leads to the question why, of the days since it broke against as many before. */
export function WhyButton({ home: { broke, now } }: { readonly home: Pick<Home, 'broke' | 'now'> }) {
  const { database } = useCompany();
  const navigate = useNavigate();
  const { metric, since } = broke;
  if (broke.status !== 'broke' || metric === null) return null;
  const href = diagnosesAddress(database, { metric: metric.id, ...periodsUntil(now.slice(0, 10), since) });
  return (
    <div className={styles['why']} data-screen-only>
      <KeyButton keys="y" label={words.whyKey} onClick={() => void navigate({ href })}>
        {words.why(metric.title)}
      </KeyButton>
    </div>
  );
}
