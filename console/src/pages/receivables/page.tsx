import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { Money as Amount, Receivables } from '@throughline/api';
import type { ReactNode } from 'react';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { shortDays } from '../../format/length.ts';
import { formatCount, formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { heatOf } from '../../parts/marks/heat.ts';
import { Swatch } from '../../parts/marks/rung-swatch.tsx';
import { Money } from '../../parts/text/money.tsx';
import { Figure, Sentence } from '../../parts/text/sentence.tsx';
import { When } from '../../parts/text/when.tsx';
import { Answer } from '../../shell/answer.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { TableCsv } from '../table-csv.tsx';
import { Choice, ChoiceBar } from '../tasks/choice-bar.tsx';
import { type Ask, listed, type SearchedProps, type ShownProps, useList, useListOf } from './asked.ts';
import { Disputes } from './disputes.tsx';
import { FigureTable } from './figure-table.tsx';
import { Groups } from './groups.tsx';
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
      <PageHead title={words.title} />
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

function Shown({ found, search, ask }: ShownProps) {
  return (
    <>
      <Narrowed found={found} search={search} ask={ask} />
      {found.open.cases === 0 ? (
        <StateNotice kind="empty">{search.where === undefined ? words.none : words.noneLike}</StateNotice>
      ) : (
        <>
          <div className={styles['standing']}>
            <Standing found={found} />
          </div>
          <div className={styles['two']}>
            <Ages found={found} search={search} />
            <Ladder found={found} search={search} />
          </div>
          <Groups found={found} search={search} ask={ask} />
        </>
      )}
      <div className={styles['two']}>
        <Promises found={found} />
        <Shortfalls found={found} search={search} />
      </div>
      <Disputes found={found} />
      <Leakage found={found} search={search} />
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

/** What is open, what of it is late, and what has become late. */
function Standing({ found: { open, late, ages, noun, flow } }: { readonly found: Receivables }) {
  const { locale } = useFormat();
  const list = useListOf(flow);
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
      {index === 0 ? '' : index === amounts.length - 1 ? words.and : ', '}
      <Money as="whole" money={money} />
    </span>
  ));
}

function Ages({ found: { ages, open, noun, flow, currency }, search }: SearchedProps) {
  const list = useListOf(flow);
  return (
    <Section
      title={words.ages.title}
      aside={words.ages.aside}
      note={<TableCsv of="GET /{database}/receivables" table="ages" question={questionOf(search)} />}
    >
      <FigureTable
        head={words.ages.age}
        noun={capital(noun.many)}
        rows={ages.map((age, index) => ({
          ...age,
          key: age.title,
          hrefs: listed(list, age.where, currency),
          title: <Shaded heat={index === 0 ? undefined : heatOf(index - 1, ages.length - 2)}>{age.title}</Shaded>,
        }))}
        total={{ ...open, key: 'all', title: words.ages.total, hrefs: listed(list, open.where, currency) }}
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

function Ladder({ found: { ladder, late, noun, flow, currency }, search }: SearchedProps) {
  const list = useListOf(flow);
  const steps = ladder.filter(({ paused }) => !paused).length - 1;
  return (
    <Section
      title={words.ladder.title}
      aside={words.ladder.aside}
      note={<TableCsv of="GET /{database}/receivables" table="ladder" question={questionOf(search)} />}
    >
      <FigureTable
        head={words.ladder.rung}
        noun={capital(noun.many)}
        rows={ladder.map((rung, index) => ({
          ...rung,
          key: `${rung.rung} ${rung.title}`,
          hrefs: listed(list, rung.where, currency),
          title: (
            <Shaded heat={rung.paused ? 1 : heatOf(index, steps)} paused={rung.paused}>
              {rung.title}
              {rung.after === null ? null : <span className={styles['quiet']}> {afterWords(rung.after)}</span>}
            </Shaded>
          ),
        }))}
        total={{ ...late, key: 'late', title: words.ladder.total, hrefs: listed(list, late.where, currency) }}
      />
    </Section>
  );
}

function Shortfalls({ found: { shortfalls }, search }: SearchedProps) {
  const list = useListOf(shortfalls?.flow ?? '');
  if (shortfalls === null) return <div />;
  const { shortfalls: told } = words;
  const { currency } = shortfalls;
  return (
    <Section
      title={told.title}
      note={<TableCsv of="GET /{database}/receivables" table="shortfalls" question={questionOf(search)} />}
    >
      {shortfalls.cases === 0 ? (
        <StateNotice kind="empty">{told.none}</StateNotice>
      ) : (
        <FigureTable
          head={told.reason}
          noun={words.ages.cases}
          rows={shortfalls.reasons.map((row) => ({ ...row, key: String(row.reason), hrefs: listed(list, row.where, currency) }))}
          total={{ ...shortfalls, key: 'all', title: told.total, hrefs: listed(list, shortfalls.where, currency) }}
        />
      )}
    </Section>
  );
}

function Leakage({ found: { leakage }, search }: SearchedProps) {
  const list = useList();
  const { leakage: told } = words;
  return (
    <Section
      title={told.title}
      aside={told.aside}
      note={<TableCsv of="GET /{database}/receivables" table="leakage" question={questionOf(search)} />}
    >
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
            hrefs: listed((where) => list(leak.flow, where, leak.open), leak.where, leak.currency),
          }))}
        />
      )}
    </Section>
  );
}

/** Which of the days a segment chose is with the case. */
function afterWords(after: string): string {
  const days = shortDays(after);
  return days === undefined ? after : words.ladder.days(days);
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
