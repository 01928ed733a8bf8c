import type { SimilarRequest } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { formatPercent } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { requestAddress } from '../addresses.ts';
import declared from '../declared/declared.module.css';
import styles from './intake.module.css';
import { words } from './words.ts';

/** Requests that share words with one, each with the words: whether it is the same, a person says. */
export function SimilarList({ similar }: { readonly similar: readonly SimilarRequest[] }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  if (similar.length === 0) return <p className={declared['why']}>{words.noneSimilar}</p>;
  return (
    <ul className={styles['similar']}>
      {similar.map(({ number, title, likeness, shared }) => (
        <li key={number}>
          <Anchor className="link" href={requestAddress(database, number)}>
            {number}
          </Anchor>{' '}
          {title}
          <div className={declared['why']}>
            {words.likeness(formatPercent(likeness / 100, locale, 0))}; {words.shared(shared.join(', '))}
          </div>
        </li>
      ))}
    </ul>
  );
}
