import { NativeSelect } from '@mantine/core';
import type { Money as Amount, Receivables } from '@throughline/api';
import type { ReactNode } from 'react';
import { useCompany } from '../../data/company.tsx';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent, Money } from '../../parts/text/money.tsx';
import { Section } from '../../shell/section.tsx';
import { TableCsv } from '../table-csv.tsx';
import { inCurrency, type SearchedProps, type ShownProps, useListOf } from './asked.ts';
import styles from './receivables.module.css';
import { questionOf, receivablesAddress } from './search.ts';
import { words } from './words.ts';

/** By customer, entity or segment: what each owes by age, each currency in a line of its own. */
export function Groups({ found, search, ask }: ShownProps) {
  const { locale } = useFormat();
  const { groups, ages } = found;
  const lines = groups.items.flatMap((item) => item.amounts.map(({ amount, currency }) => ({ item, amount, currency })));
  return (
    <Section
      title={words.groups.title}
      note={
        <span className={styles['tools']} data-screen-only>
          <NativeSelect
            aria-label={words.by}
            value={groups.by}
            data={groups.choices.map(({ name, title }) => ({ value: name, label: words.byWhat(title) }))}
            onChange={({ currentTarget: { value } }) => ask({ by: value })}
          />
          <TableCsv of="GET /{database}/receivables" table="groups" question={questionOf(search)} />
        </span>
      }
    >
      <div className={styles['scroll']}>
        <table className={styles['table']} data-dense="">
          <thead>
            <tr>
              <th scope="col">{groups.choices.find(({ name }) => name === groups.by)?.title ?? groups.by}</th>
              <th scope="col">{words.ages.cases}</th>
              <th scope="col">{words.ages.total}</th>
              <th scope="col">
                <span className="visually-hidden">{words.promises.amount}</span>
              </th>
              {ages.map(({ title }) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line, index) => (
              <GroupRow
                key={`${line.item.value} ${line.currency}`}
                {...{ found, search, line }}
                isFirst={lines[index - 1]?.item !== line.item}
              />
            ))}
          </tbody>
        </table>
      </div>
      {groups.more === 0 ? null : <p className={styles['quiet']}>{words.groups.more(formatCount(groups.more, locale))}</p>}
    </Section>
  );
}

interface GroupRowProps extends SearchedProps {
  readonly line: Amount & { readonly item: Receivables['groups']['items'][number] };
  /** The others of the same value have only their amounts. */
  readonly isFirst: boolean;
}

/** Those without a value have no list of their own: no filter says so. */
function GroupRow({ found, search, line: { item, amount, currency }, isFirst }: GroupRowProps) {
  const { locale } = useFormat();
  const list = useListOf(found.flow);
  const opens = (where: readonly string[], text: ReactNode, className?: string) =>
    item.value === null ? (
      text
    ) : (
      <Anchor className={className} href={list(where)}>
        {text}
      </Anchor>
    );
  const inIts = (where: readonly string[]) => inCurrency(where, found.currency, currency);
  return (
    <tr>
      <th scope="row">
        {isFirst ? (
          <GroupName {...{ found, search }} value={item.value} />
        ) : (
          <span className="visually-hidden">{item.value ?? words.groups.none}</span>
        )}
      </th>
      <td>{isFirst ? opens(item.where, formatCount(item.cases, locale), 'link') : null}</td>
      <td>{opens(inIts(item.where), <Money as="bare" money={{ amount, currency }} />)}</td>
      <td data-unit="">{currency}</td>
      {item.ages.map((age, at) => {
        const money = age.amounts.find((each) => each.currency === currency);
        const of = found.ages[at];
        return (
          <td key={of?.title}>
            {money === undefined ? (
              <Absent>0</Absent>
            ) : (
              opens(inIts(both(item.where, of?.where ?? [])), <Money as="bare" money={money} />)
            )}
          </td>
        );
      })}
    </tr>
  );
}

/** Leads to the same page of this one alone. */
function GroupName({ found: { groups }, search, value }: SearchedProps & { readonly value: string | null }) {
  const { database } = useCompany();
  if (value === null) return <Absent />;
  const only = `${groups.by}=${value.replaceAll(/[\\,]/g, '\\$&')}`;
  const others = (search.where ?? []).filter((filter) => filter !== only);
  return (
    <Anchor className="link" href={receivablesAddress(database, { ...search, where: [...others, only] })}>
      {value}
    </Anchor>
  );
}

/** Filters of both, each once. */
function both(one: readonly string[], other: readonly string[]): readonly string[] {
  return [...one, ...other.filter((filter) => !one.includes(filter))];
}
