import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { FlowDetail } from '@throughline/api';
import { useCallback } from 'react';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { dayOf } from '../../format/day.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { FilterBar } from '../../parts/list/filter-bar.tsx';
import { stringifySearch } from '../../search.ts';
import { Answer } from '../../shell/answer.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { CaseBoard } from './case-board.tsx';
import { filterFields, filtersOf, searchOf } from './case-filters.ts';
import { CaseTable } from './case-table.tsx';
import { ListHead } from './list-head.tsx';
import { ListViews } from './list-views.tsx';
import { sortWords } from './list-words.ts';
import type { CasesSearch } from './search.ts';
import { type CaseListView, currentView, dueColumn, givenViews, openColumn, savedViews } from './views.ts';
import { words } from './words.ts';

const route = getRouteApi('/$database/cases/$flow');

/** The cases of a flow: which, in which order, as a table or as a board. All of it stands in the address. */
export function CasesPage() {
  const { database } = useCompany();
  const { flow: name } = route.useParams();
  const flow = useApi('GET /{database}/flows/{flow}', { params: { database, flow: name } }, { keepPrevious: true });
  // The flow before this one is of no use here.
  const found = flow.data?.name === name ? flow : { ...flow, data: undefined };
  return (
    <>
      {found.data === undefined ? <PageHead title={words.casesTitle} /> : null}
      <Answer query={found as typeof flow} what={words.theList}>
        {(detail) => <CaseLists key={name} flow={detail} />}
      </Answer>
    </>
  );
}

/** What the parts of the page share. */
export interface ListState {
  readonly flow: FlowDetail;
  readonly search: CasesSearch;
  /** Shows another list, or this one otherwise; `replace`: going back skips this step. */
  readonly show: (search: CasesSearch, options?: { readonly replace?: boolean }) => void;
  readonly hrefOf: (search: CasesSearch) => string;
}

function CaseLists({ flow }: { readonly flow: FlowDetail }) {
  const { database, person } = useCompany();
  const settings = useFormat();
  const search = route.useSearch();
  const navigate = useNavigate();
  const params = { database };
  const people = useApi('GET /{database}/people', { params });
  const saved = useApi('GET /{database}/views', { params, query: { page: 'cases' } });
  const show = useCallback<ListState['show']>(
    (next, { replace = false } = {}) =>
      void navigate({ to: '/$database/cases/$flow', params: { database, flow: flow.name }, search: next, replace }),
    [navigate, database, flow.name],
  );
  const hrefOf = (next: CasesSearch) => `/${database}/cases/${encodeURIComponent(flow.name)}${stringifySearch({ ...next })}`;
  const state: ListState = { flow, search, show, hrefOf };
  const today = dayOf(settings.now, settings.timeZone);
  const soon = useRungsSoon(flow);
  const given = givenViews(flow, { today, person: person?.id });
  const views = [...given.slice(0, -2), ...soon, ...given.slice(-2), ...savedViews(saved.data?.items ?? [], flow.name)];
  const current = currentView(views, search);
  const fields = filterFields(flow, people.data?.items ?? []);
  return (
    <>
      <ListHead state={state} />
      <ListViews state={state} views={views} current={current} />
      <FilterBar
        fixed={[{ title: words.flow, value: flow.title }]}
        fields={fields}
        filters={filtersOf(search)}
        note={sortWords(search, flow)}
        onChange={(filters) => show({ ...keptOf(search), ...searchOf(filters) })}
      />
      {search.as === 'board' ? <CaseBoard state={state} /> : <CaseTable state={state} view={current} fields={fields} />}
    </>
  );
}

/** The rungs that fire in the next days are counted and listed by their own page. */
function useRungsSoon(flow: FlowDetail): readonly CaseListView[] {
  const { database } = useCompany();
  const escalates = openColumn(flow) !== undefined && dueColumn(flow) !== undefined;
  const home = useApi('GET /{database}/home', { params: { database } }, { enabled: escalates });
  const { risk } = home.data ?? {};
  if (risk == null || risk.flow !== flow.name) return [];
  const href = `/${database}/tasks${stringifySearch({ show: 'rungs', flow: flow.name, ladder: risk.ladder })}`;
  return [{ id: 'rungs soon', title: words.rungsIn7Days, search: {}, count: risk.soon, href }];
}

/** What stays when the list has other cases. */
function keptOf({ sort, as }: CasesSearch): CasesSearch {
  return { ...(sort === undefined ? {} : { sort }), ...(as === undefined ? {} : { as }) };
}
