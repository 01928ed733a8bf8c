import type { CaseDetail } from '@throughline/api';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { useFormat } from '../../format/settings-context.tsx';
import { formatValue } from '../../format/value.ts';
import { When } from '../../parts/text/when.tsx';
import styles from './case.module.css';
import { words } from './words.ts';

/** The facts on which an approval rests, and who asked for it. */
export function DecisionFacts({ detail, of }: { readonly detail: CaseDetail; readonly of: string }) {
  const { database } = useCompany();
  const settings = useFormat();
  const decisions = useApi('GET /{database}/decisions', { params: { database }, query: { whose: 'all', limit: 200 } });
  const decision = decisions.data?.items.find((one) => one.case.id === detail.case.id && one.of === of);
  const currency = detail.money?.currency ?? null;
  // Beyond the first 200 decisions the facts are those of the case.
  const facts = decision?.facts ?? detail.data.filter(({ value }) => value !== null).slice(0, 12);
  return (
    <dl className={styles['facts']} aria-label={words.facts}>
      {facts.map(({ title, kind, value }) => (
        <div key={title}>
          <dt>{title}</dt>
          <dd>{formatValue(value, { kind, currency, settings })}</dd>
        </div>
      ))}
      {decision === undefined ? null : (
        <div>
          <dt>{words.askedBy}</dt>
          <dd>
            {decision.askedBy.name}, <When at={decision.askedAt} as="past" />
          </dd>
        </div>
      )}
    </dl>
  );
}
