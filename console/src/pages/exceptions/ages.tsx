import type { ExceptionOverview } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent, Amounts } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Section } from '../../shell/section.tsx';
import { casesAddress } from '../addresses.ts';
import styles from './exceptions.module.css';
import { words } from './words.ts';

/** Kinds by how long their target has passed, and what their cases are worth. */
export function Ages({ overview: { buckets, ages } }: { readonly overview: ExceptionOverview }) {
  const { database } = useCompany();
  const isUntimed = buckets.some(({ untimed }) => untimed > 0);
  const list = (where: readonly string[]) => casesAddress(database, 'exception', { open: 'true', where: [...where] });
  return (
    <Section title={words.ages.title} aside={words.ages.aside}>
      <div className={styles['scroll']}>
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">{words.map.kind}</th>
              {ages.map(({ title }) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
              {isUntimed ? <th scope="col">{words.ages.untimed}</th> : null}
              <th scope="col">{words.ages.oldest}</th>
              <th scope="col">{words.ages.stake}</th>
            </tr>
          </thead>
          <tbody>
            {buckets.map((bucket) => (
              <tr key={bucket.kind}>
                <th scope="row">{bucket.title}</th>
                {ages.map(({ title, where }, index) => (
                  <td key={title}>
                    <Counted count={bucket.ages[index] ?? 0} href={list([...bucket.where, ...where])} />
                  </td>
                ))}
                {isUntimed ? (
                  <td>
                    <Counted
                      count={bucket.untimed}
                      href={casesAddress(database, 'exception', { open: 'true', where: [...bucket.where], sort: '-dueAt' })}
                    />
                  </td>
                ) : null}
                <td>
                  <When at={bucket.oldest} as="past" />
                </td>
                <td className={styles['money']}>
                  <Amounts amounts={bucket.amounts} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

/** A count that opens what it counts. */
export function Counted({ count, href }: { readonly count: number; readonly href: string }) {
  const { locale } = useFormat();
  return count === 0 ? (
    <Absent>0</Absent>
  ) : (
    <Anchor className="link" href={href}>
      {formatCount(count, locale)}
    </Anchor>
  );
}
