import type { Receivables } from '@throughline/api';
import { client } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCount, formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { CaseLink } from '../../parts/text/case-link.tsx';
import { Absent, Money } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress, casesAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import styles from './receivables.module.css';
import { words } from './words.ts';

/** What was promised, the earliest day first, and where promises went lately. */
export function Promises({ found: { promises, flow, noun } }: { readonly found: Receivables }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const { promises: told } = words;
  return (
    <Section
      title={told.title}
      note={
        promises.cases === 0 ? undefined : (
          <>
            <Anchor className="link" href={casesAddress(database, flow, { open: 'true', where: promises.where })}>
              {told.all(formatCounted(promises.cases, noun, locale))}
            </Anchor>{' '}
            <CsvButton
              name="promises"
              url={client.url('GET /{database}/cases', {
                params: { database },
                query: { flow, open: true, where: promises.where },
              })}
            />
          </>
        )
      }
    >
      {promises.items.length === 0 ? (
        <StateNotice kind="empty">{told.none}</StateNotice>
      ) : (
        <div className={styles['scroll']}>
          <table className={styles['table']}>
            <thead>
              <tr>
                <th scope="col">{told.case}</th>
                <th scope="col" data-word="">
                  {told.subject}
                </th>
                <th scope="col" data-word="">
                  {told.on}
                </th>
                <th scope="col">{told.amount}</th>
              </tr>
            </thead>
            <tbody>
              {promises.items.map(({ case: of, subject, on, late, amount }) => (
                <tr key={of.id}>
                  <th scope="row">
                    <CaseLink href={caseAddress(database, of.id)}>{of.key}</CaseLink>
                  </th>
                  <td data-word="">{subject ?? <Absent />}</td>
                  <td data-word="">
                    <When at={on} late={late} />
                  </td>
                  <td>
                    <Money money={amount} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {promises.ended.length === 0 ? null : (
        <p className={styles['quiet']}>
          {told.ended} {promises.ended.map(({ title, count }) => `${title} ${formatCount(count, locale)}`).join(', ')}.
        </p>
      )}
    </Section>
  );
}
