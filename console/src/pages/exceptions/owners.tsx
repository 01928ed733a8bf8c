import type { ExceptionOverview } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Absent, Amounts } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Section } from '../../shell/section.tsx';
import { casesAddress } from '../addresses.ts';
import { TableCsv } from '../table-csv.tsx';
import { Counted } from './ages.tsx';
import styles from './exceptions.module.css';
import { type ExceptionsSearch, questionOf } from './search.ts';
import { words } from './words.ts';

interface OwnersProps {
  readonly overview: ExceptionOverview;
  readonly search: ExceptionsSearch;
}

/** Who has to see to how many. */
export function Owners({ overview: { owners, now }, search }: OwnersProps) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const list = (where: readonly string[]) => casesAddress(database, 'exception', { open: 'true', where: [...where] });
  const { owners: told } = words;
  return (
    <Section title={told.title} note={<TableCsv of="GET /{database}/exceptions" table="owners" question={questionOf(search)} />}>
      <div className={styles['scroll']}>
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">{told.owner}</th>
              <th scope="col">{told.open}</th>
              <th scope="col">{told.late}</th>
              <th scope="col">{told.unassigned}</th>
              <th scope="col">{told.oldest}</th>
              <th scope="col">{told.stake}</th>
            </tr>
          </thead>
          <tbody>
            {owners.map(({ role, title, open, late, unassigned, oldest, amounts, where }) => (
              <tr key={role}>
                <th scope="row">{title}</th>
                <td>
                  <Counted count={open} href={list(where)} />
                </td>
                <td>
                  <Counted count={late} href={list([...where, `dueAt<${now}`])} />
                </td>
                <td>{unassigned === 0 ? <Absent>0</Absent> : formatCount(unassigned, locale)}</td>
                <td>
                  <When at={oldest} as="past" />
                </td>
                <td className={styles['money']}>
                  <Amounts amounts={amounts} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
