import type { ReconciliationRun } from '@throughline/api';
import { formatExactDecimal } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Absent } from '../../parts/text/money.tsx';
import textStyles from '../../parts/text/text.module.css';
import { words } from './words.ts';

type Totals = NonNullable<ReconciliationRun['found']>['totals'];

export const isNothing = (amount: string) => !/[1-9]/.test(amount);

/** Right less left, each currency by itself; those that agree are left out. */
export function differencesOf(totals: Totals): Totals {
  return totals.filter(({ difference }) => !isNothing(difference));
}

/** The differences of a comparison: `EUR −17.60`. */
export function Differences({ run }: { readonly run: ReconciliationRun | null }) {
  const { locale } = useFormat();
  if (run?.found == null) return <Absent />;
  const differing = differencesOf(run.found.totals);
  if (differing.length === 0) return <Absent>{words.none}</Absent>;
  return (
    <span className={textStyles['amount']}>
      {differing.map(({ currency, difference }) => `${currency} ${formatExactDecimal(difference, locale)}`).join(', ')}
    </span>
  );
}

/** How many breaks a comparison found. */
export function breaksOf({ found }: Pick<ReconciliationRun, 'found'>): number | null {
  if (found === null) return null;
  const { missing, extra, duplicate, mismatched } = found.breaks;
  return missing + extra + duplicate + mismatched;
}
