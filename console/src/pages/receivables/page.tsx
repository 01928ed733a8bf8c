import { Button, NativeSelect } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { Money as Amount, Receivables } from '@throughline/api';
import type { ReactNode } from 'react';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCount, formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { heatOf } from '../../parts/marks/heat.ts';
import { Swatch } from '../../parts/marks/rung-swatch.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent, Money } from '../../parts/text/money.tsx';
import { Figure, Sentence } from '../../parts/text/sentence.tsx';
import { When } from '../../parts/text/when.tsx';
import { Answer } from '../../shell/answer.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { casesAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { Choice, ChoiceBar } from '../tasks/choice-bar.tsx';
import { Disputes } from './disputes.tsx';
import { FigureTable } from './figure-table.tsx';
import { Promises } from './promises.tsx';
import styles from './receivables.module.css';
import { questionOf, type ReceivablesSearch, receivablesAddress } from './search.ts';
import { words } from './words.ts';

const route = getRouteApi('/$database/receivables');

/** What customers owe: how late, who, how far it is chased, what was promised, disputed, kept back or never billed. */
export function ReceivablesPage() {
  const { database } = useCompany();
  const search = route.useSearch();
  const navigate = useNavigate();
  const request = { params: { database }, query: questionOf(search) };
  const answer = useApi('GET /{database}/receivables', request, { keepPrevious: true });
  const ask: Ask = (change) =>
    void navigate({ href: receivablesAddress(database, { ...search, ...change } as ReceivablesSearch), replace: true });
  return (
    <>
      <PageHead
        title={words.title}
        actions={
          <>
            <Button variant="subtle" onClick={() => window.print()}>
              {words.print}
            </Button>
            <CsvButton name="receivables" url={client.url('GET /{database}/receivables', request)} />
          </>
        }
      />
      <Answer query={answer} what={words.failed}>
        {(found) =>
          found === null ? (
            <StateNotice kind="empty">{words.nowhere}</StateNotice>
          ) : (
            <Shown found={found} search={search} ask={ask} />
          )
        }
      </Answer>
    </>
  );
}

type Ask = (change: { readonly [K in keyof ReceivablesSearch]?: ReceivablesSearch[K] | undefined }) => void;

interface ShownProps {
  readonly found: Receivables;
  readonly search: ReceivablesSearch;
  readonly ask: Ask;
}

function Shown({ found, search, ask }: ShownProps) {
  return (
    <>
      <Narrowed found={found} search={search} ask={ask} />
      <div className={styles['standing']}>
        <Standing found={found} />
      </div>
      {found.open.cases === 0 ? (
        <StateNotice kind="empty">{search.where === undefined ? words.none : words.noneLike}</StateNotice>
      ) : (
        <>
          <div className={styles['two']}>
            <Ages found={found} />
            <Ladder found={found} />
          </div>
          <Groups found={found} search={search} ask={ask} />
        </>
      )}
      <div className={styles['two']}>
        <Promises found={found} />
        <Shortfalls found={found} />
      </div>
      <Disputes found={found} />
      <Leakage found={found} />
    </>
  );
}

function Narrowed({ found: { groups }, search: { where = [] }, ask }: ShownProps) {
  if (where.length === 0) return null;
  const title = (field: string) => groups.choices.find(({ name }) => name === field)?.title ?? field;
  return (
    <ChoiceBar>
      {where.map((filter) => {
        const cut = filter.indexOf('=');
        const value = filter.slice(cut + 1).replaceAll(/\\([\\,])/g, '$1');
        const rest = where.filter((other) => other !== filter);
        return (
          <Choice key={filter} checked onChange={() => ask({ where: rest.length === 0 ? undefined : rest })}>
            {words.only(title(filter.slice(0, cut)), value)}
          </Choice>
        );
      })}
    </ChoiceBar>
  );
}

function useList(flow: string) {
  const { database } = useCompany();
  return (where: readonly string[], open: boolean | null = true) =>
    casesAddress(database, flow, { ...(open === null ? {} : { open: open ? 'true' : 'false' }), where: [...where] });
}

/** What is open, what of it is late, and what has become late. */
function Standing({ found: { open, late, ages, noun, flow } }: { readonly found: Receivables }) {
  const { locale } = useFormat();
  const list = useList(flow);
  const week = ages[1];
  const { sentence } = words;
  return (
    <Sentence>
      <Figure href={list(open.where)}>{formatCounted(open.cases, noun, locale)}</Figure> {sentence.open}{' '}
      <InSentence amounts={open.amounts} />.{' '}
      {late.cases === 0 ? (
        sentence.nothingLate
      ) : (
        <>
          <Figure href={list(late.where)}>{formatCounted(late.cases, noun, locale)}</Figure> {sentence.late}{' '}
          <InSentence amounts={late.amounts} />.{' '}
        </>
      )}
      {week === undefined || week.cases === 0 ? null : (
        <>
          <Figure href={list(week.where)}>{formatCount(week.cases, locale)}</Figure> {sentence.week}.
        </>
      )}
    </Sentence>
  );
}

function InSentence({ amounts }: { readonly amounts: readonly Amount[] }) {
  return amounts.map((money, index) => (
    <span key={money.currency}>
      {index === 0 ? '' : index === amounts.length - 1 ? ' and ' : ', '}
      <Money as="whole" money={money} />
    </span>
  ));
}

function Ages({ found: { ages, open, noun, flow } }: { readonly found: Receivables }) {
  const list = useList(flow);
  return (
    <Section title={words.ages.title} aside={words.ages.aside}>
      <FigureTable
        head={words.ages.age}
        noun={capital(noun.many)}
        rows={ages.map((age, index) => ({
          ...age,
          key: age.title,
          href: list(age.where),
          title: <Shaded heat={index === 0 ? undefined : heatOf(index - 1, ages.length - 2)}>{age.title}</Shaded>,
        }))}
        total={{ ...open, key: 'all', title: words.ages.total, href: list(open.where) }}
      />
    </Section>
  );
}

function Shaded({
  heat,
  paused = false,
  children,
}: {
  readonly heat: Parameters<typeof Swatch>[0]['heat'] | undefined;
  readonly paused?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <>
      {heat === undefined ? null : <Swatch heat={heat} paused={paused} />}
      {children}
    </>
  );
}

function Ladder({ found: { ladder, late, noun, flow } }: { readonly found: Receivables }) {
  const list = useList(flow);
  const steps = ladder.filter(({ paused }) => !paused).length - 1;
  return (
    <Section title={words.ladder.title} aside={words.ladder.aside}>
      <FigureTable
        head={words.ladder.rung}
        noun={capital(noun.many)}
        rows={ladder.map((rung, index) => ({
          ...rung,
          key: `${rung.rung} ${rung.title}`,
          href: list(rung.where),
          title: (
            <Shaded heat={rung.paused ? 1 : heatOf(index, steps)} paused={rung.paused}>
              {rung.title}
              {rung.after === null ? null : <span className={styles['quiet']}> {rung.after}</span>}
            </Shaded>
          ),
        }))}
        total={{ ...late, key: 'late', title: words.ladder.total, href: list(late.where) }}
      />
    </Section>
  );
}

/** By customer, entity or segment: what each owes by age, each currency in a line of its own. */
function Groups({ found, search, ask }: ShownProps) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const list = useList(found.flow);
  const { groups, ages } = found;
  const lines = groups.items.flatMap((item) => item.amounts.map(({ amount, currency }) => ({ item, amount, currency })));
  const only = (value: string) => `${groups.by}=${value.replaceAll(/[\\,]/g, '\\$&')}`;
  return (
    <Section
      title={words.groups.title}
      note={
        <NativeSelect
          aria-label={words.by}
          value={groups.by}
          data={groups.choices.map(({ name, title }) => ({ value: name, label: words.byWhat(title) }))}
          onChange={({ currentTarget: { value } }) => ask({ by: value })}
        />
      }
    >
      <div className={styles['scroll']}>
        <table className={styles['table']}>
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
            {lines.map(({ item, amount, currency }, index) => {
              const isFirst = lines[index - 1]?.item !== item;
              return (
                <tr key={`${item.value} ${currency}`}>
                  <th scope="row">
                    {!isFirst ? (
                      <span className="visually-hidden">{item.value ?? words.groups.none}</span>
                    ) : item.value === null ? (
                      <Absent />
                    ) : (
                      <Anchor
                        href={receivablesAddress(database, {
                          ...search,
                          where: [
                            ...(search.where ?? []).filter((filter) => filter !== only(item.value ?? '')),
                            only(item.value),
                          ],
                        })}
                      >
                        {item.value}
                      </Anchor>
                    )}
                  </th>
                  <td>{isFirst ? <Anchor href={list(item.where)}>{formatCount(item.cases, locale)}</Anchor> : null}</td>
                  <td>
                    <Money as="bare" money={{ amount, currency }} />
                  </td>
                  <td data-unit="">{currency}</td>
                  {item.ages.map((age, at) => {
                    const money = age.amounts.find((each) => each.currency === currency);
                    return (
                      <td key={ages[at]?.title}>
                        {money === undefined ? (
                          <Absent>0</Absent>
                        ) : (
                          <Anchor
                            href={list([
                              ...item.where,
                              ...(ages[at]?.where ?? []).filter((filter) => !item.where.includes(filter)),
                            ])}
                          >
                            <Money as="bare" money={money} />
                          </Anchor>
                        )}
                      </td>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {groups.more === 0 ? null : <p className={styles['quiet']}>{words.groups.more(formatCount(groups.more, locale))}</p>}
    </Section>
  );
}

function Shortfalls({ found: { shortfalls } }: { readonly found: Receivables }) {
  const list = useList(shortfalls?.flow ?? '');
  if (shortfalls === null) return <div />;
  const { shortfalls: told } = words;
  return (
    <Section title={told.title}>
      {shortfalls.cases === 0 ? (
        <StateNotice kind="empty">{told.none}</StateNotice>
      ) : (
        <FigureTable
          head={told.reason}
          noun={words.ages.cases}
          rows={shortfalls.reasons.map((row) => ({ ...row, key: String(row.reason), href: list(row.where) }))}
          total={{ ...shortfalls, key: 'all', title: told.total, href: list(shortfalls.where) }}
        />
      )}
    </Section>
  );
}

function Leakage({ found: { leakage } }: { readonly found: Receivables }) {
  const { database } = useCompany();
  const { leakage: told } = words;
  return (
    <Section title={told.title} aside={told.aside}>
      {leakage.length === 0 ? (
        <StateNotice kind="empty">{told.none}</StateNotice>
      ) : (
        <FigureTable
          head={told.what}
          cells={[told.owner, told.oldest]}
          noun={told.cases}
          rows={leakage.map((leak) => ({
            ...leak,
            key: leak.title,
            cells: [leak.owner.title, <When key="oldest" at={leak.oldest} as="past" />],
            href: casesAddress(database, leak.flow, {
              ...(leak.open === null ? {} : { open: leak.open ? 'true' : 'false' }),
              where: leak.where,
            }),
          }))}
        />
      )}
    </Section>
  );
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
