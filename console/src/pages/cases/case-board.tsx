import { keepPreviousData, useQueries } from '@tanstack/react-query';
import type { CaseRow, FlowDetail } from '@throughline/api';
import { useRef, useState } from 'react';
import { apiQuery, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { useActingAs } from '../../data/people.ts';
import { formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { Board, BoardCard } from '../../parts/list/board.tsx';
import { TotalLine } from '../../parts/table/total-line.tsx';
import { CaseLink } from '../../parts/text/case-link.tsx';
import { Money } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Answer } from '../../shell/answer.tsx';
import { amountOf, subjectColumn } from './case-columns.tsx';
import { selectionOf, useTotals } from './case-data.ts';
import { nounOf, pluralOf } from './noun.ts';
import type { ListState } from './page.tsx';
import { moneyColumn } from './views.ts';
import { words } from './words.ts';

const cardsFirst = 25;
const cardsMore = 50;
/** What the API gives at once. What lies beyond is in the table. */
const cardsMax = 200;

const idOf = ({ id }: CaseRow) => id;

/** The list by state. A state in which none of it is stands there only where cases can still come to it. */
export function CaseBoard({ state }: { readonly state: ListState }) {
  const { flow, search } = state;
  const { database } = useCompany();
  const groups = useApi(
    'GET /{database}/cases/groups',
    { params: { database }, query: { ...selectionOf(flow.name, search), by: '$state' } },
    { keepPrevious: true },
  );
  return (
    <Answer query={groups} what={words.theBoard}>
      {({ items }) => <StateColumns state={state} counts={new Map(items.map(({ value, cases }) => [value ?? '', cases]))} />}
    </Answer>
  );
}

function StateColumns({ state, counts }: { readonly state: ListState; readonly counts: ReadonlyMap<string, number> }) {
  const { flow, search, hrefOf } = state;
  const { database } = useCompany();
  const { locale } = useFormat();
  const person = useActingAs(database);
  const totals = useTotals(flow, search);
  const [limits, setLimits] = useState<Readonly<Record<string, number>>>({});
  const place = useRef<HTMLDivElement>(null);
  useCardKeys(place);
  const narrowed = search.where?.some((text) => text.startsWith('$state=')) === true;
  const states = flow.states.filter(
    ({ name, final }) => (counts.get(name) ?? 0) > 0 || (final === null && !narrowed && search.open !== 'false'),
  );
  const limitOf = (name: string) => Math.min(cardsMax, limits[name] ?? cardsFirst);
  const found = useQueries({
    queries: states.map(({ name, final }) => ({
      ...apiQuery('GET /{database}/cases', cardsRequest(state, database, { name, final, limit: limitOf(name) }), person),
      enabled: (counts.get(name) ?? 0) > 0,
      placeholderData: keepPreviousData,
    })),
  });
  return (
    <div ref={place}>
      <Board
        label={words.byState(pluralOf(flow.title))}
        idOf={idOf}
        columns={states.map(({ name, title }, index) => {
          const count = counts.get(name) ?? 0;
          const cards = count === 0 ? [] : (found[index]?.data?.items ?? []);
          const full = cards.length >= cardsMax;
          return {
            key: name,
            title,
            count,
            cards,
            ...(cards.length < count && !full
              ? { onMore: () => setLimits({ ...limits, [name]: limitOf(name) + cardsMore }) }
              : {}),
            ...(full && cards.length < count
              ? {
                  allHref: hrefOf({
                    ...(search.open === undefined ? {} : { open: search.open }),
                    where: [...(search.where ?? []), `$state=${name}`],
                  }),
                }
              : {}),
          };
        })}
        renderCard={(row) => <CaseCard flow={flow} row={row} />}
      />
      <TotalLine
        count={totals.data === undefined ? '' : formatCounted(totals.data.cases, nounOf(flow.title), locale)}
        of={moneyColumn(flow)?.title ?? ''}
        sums={totals.data?.sums ?? []}
      />
    </div>
  );
}

function cardsRequest(
  { flow, search }: ListState,
  database: 'main' | 'demo',
  { name, final, limit }: { readonly name: string; readonly final: string | null; readonly limit: number },
) {
  const { where = [], ...selection } = selectionOf(flow.name, search);
  const sort = final === null ? '$due' : '$key';
  return { params: { database }, query: { ...selection, where: [...where, `$state=${name}`], sort, limit } };
}

function CaseCard({ flow, row }: { readonly flow: FlowDetail; readonly row: CaseRow }) {
  const { database } = useCompany();
  const subject = row.fields[subjectColumn(flow)?.name ?? ''];
  const amount = amountOf(row, moneyColumn(flow));
  return (
    <BoardCard
      name={<CaseLink href={`/${database}/case/${row.id}`}>{row.title ?? row.key}</CaseLink>}
      figure={amount === null ? undefined : <Money money={amount} />}
      detail={typeof subject === 'string' ? subject : ''}
      when={row.next === null ? undefined : <When at={row.next.dueAt} late={row.next.late} />}
    />
  );
}

/** J and K go through the cards of a column, H and L from column to column; Enter opens, as on any link. */
function useCardKeys(place: React.RefObject<HTMLDivElement | null>): void {
  const columns = () =>
    [...(place.current?.querySelectorAll('section section') ?? [])]
      .map((column) => [...column.querySelectorAll<HTMLAnchorElement>('li a[href]')])
      .filter((cards) => cards.length > 0);
  const move = (across: number, down: number) => {
    const all = columns();
    const column = all.findIndex((cards) => cards.some((card) => card === document.activeElement));
    if (column < 0) return all[0]?.[0]?.focus();
    const row = all[column]?.findIndex((card) => card.matches(':focus')) ?? 0;
    const to = all[Math.max(0, Math.min(all.length - 1, column + across))] ?? [];
    to[Math.max(0, Math.min(to.length - 1, row + down))]?.focus();
  };
  useKeys([
    { keys: 'j', label: words.card, run: () => move(0, 1) },
    { keys: 'k', label: words.card, run: () => move(0, -1) },
    { keys: 'h', label: words.state, run: () => move(-1, 0) },
    { keys: 'l', label: words.state, run: () => move(1, 0) },
  ]);
}
