import { useCompany } from '../../data/company.tsx';
import { formatMoneyWhole } from '../../format/money.ts';
import { formatCount, formatCounted, formatPercent } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { joined } from '../../parts/text/money.tsx';
import { Figure, Sentence } from '../../parts/text/sentence.tsx';
import { casesAddress } from '../addresses.ts';
import styles from '../declared/declared.module.css';
import { words } from '../integrations/words.ts';
import type { Shown } from './page.tsx';

/** How it stands, in a sentence: of what was due, against the goal; and what stands open, with its money. */
export function Situation({ view }: { readonly view: Shown }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const { name, success, goal, openFailures, openGroups, unknown, groups } = view;
  const { sentence } = words;
  const goalText = formatPercent(goal, locale);
  const risk = new Map<string, number>();
  for (const { atRisk, state } of groups) {
    if (state.final) continue;
    for (const { currency, amount } of atRisk) risk.set(currency, (risk.get(currency) ?? 0) + amount);
  }
  const atRisk = [...risk].map(([currency, amount]) => formatMoneyWhole({ currency, amount }, locale));
  return (
    <div className={styles['lead']}>
      <Sentence>
        {success.rate === null ? (
          sentence.none
        ) : (
          <>
            {formatPercent(success.rate, locale)}
            {sentence.of}
            <Figure>{formatCounted(success.due, sentence.runs, locale)}</Figure>
            {sentence.due}
            {success.rate < goal ? sentence.underGoal(goalText) : sentence.inGoal(goalText)}
            {success.missed === 0 ? '' : sentence.missed(formatCount(success.missed, locale))}
          </>
        )}
        .
        {openFailures === 0 ? (
          sentence.nothing
        ) : (
          <>
            {' '}
            {formatCounted(openFailures, sentence.failure, locale)}
            {sentence.failed(openFailures)}
            <Figure href={casesAddress(database, 'integration-failure', { open: 'true', where: [`integration=${name}`] })}>
              {formatCounted(openGroups, sentence.cases, locale)}
            </Figure>
            {atRisk.length === 0 ? '' : `${sentence.atRisk}${joined(atRisk)}${sentence.risk}`}
            {unknown === 0 ? '' : sentence.unknown(formatCount(unknown, locale))}.
          </>
        )}
      </Sentence>
    </div>
  );
}
