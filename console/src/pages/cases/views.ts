import type { Column, FlowDetail, SavedView } from '@throughline/api';
import { parseSearch, stringifySearch } from '../../search.ts';
import { type CasesSearch, readCasesSearch } from './search.ts';
import { words } from './words.ts';

/** A list that somebody can come back to: given by the flow, or saved. */
export interface CaseListView {
  readonly id: string;
  readonly title: string;
  readonly search: CasesSearch;
  /** Where the flow tells it already; else it is asked for. */
  readonly count?: number;
  readonly saved?: SavedView;
  /** It is another page’s, which has what this one cannot show. */
  readonly href?: string;
}

/** Views by state get a tab each for so many states: the fullest. */
const stateTabsMax = 8;

/** The column of the day on which something falls due. */
export function dueColumn({ columns }: Pick<FlowDetail, 'columns'>): Column | undefined {
  return columns.find(({ kind, name }) => kind === 'day' && /^due/i.test(name));
}

/** The column of money that is still open: what the flow works out itself. */
export function openColumn({ columns }: Pick<FlowDetail, 'columns'>): Column | undefined {
  return columns.find(({ kind, computed }) => kind === 'money' && computed);
}

/** The column of money that lists sum: what is open, else the first. */
export function moneyColumn(flow: Pick<FlowDetail, 'columns'>): Column | undefined {
  return openColumn(flow) ?? flow.columns.find(({ kind }) => kind === 'money');
}

/** What every list of the flow offers; `today` by the company's clock, `person` is who asks. */
export function givenViews(
  flow: FlowDetail,
  { today, person }: { readonly today: string; readonly person: string | undefined },
): readonly CaseListView[] {
  const due = dueColumn(flow);
  const owed = openColumn(flow);
  const states = flow.states.filter(({ final, cases }) => final === null && cases > 0);
  const fullest = new Set(states.toSorted((a, b) => b.cases - a.cases).slice(0, stateTabsMax));
  // Without money that is open, a day that has passed says nothing: a delivery that was made was due as well.
  const overdue =
    due === undefined || owed === undefined
      ? []
      : [
          {
            id: 'overdue',
            title: words.overdue,
            search: {
              open: 'true' as const,
              where: [`${due.name}<${today}`, `${owed.name}>0`],
              sort: due.name,
            },
          },
        ];
  return [
    { id: 'open', title: words.allOpen, search: { open: 'true' }, count: flow.open },
    ...overdue,
    // Where there is but one, it is the same list as all that are open.
    ...(states.length < 2 ? [] : states.filter((state) => fullest.has(state))).map(({ name, title, cases }) => ({
      id: `state ${name}`,
      title,
      search: { open: 'true' as const, where: [`$state=${name}`] },
      count: cases,
    })),
    ...(person === undefined
      ? []
      : [{ id: 'mine', title: words.mine, search: { open: 'true' as const, where: [`$assignee=${person}`] } }]),
    { id: 'all', title: words.all, search: {}, count: flow.cases },
  ];
}

/** The saved views of a flow. Which flow it is stands in what was saved. */
export function savedViews(views: readonly SavedView[], flow: string): readonly CaseListView[] {
  return views.flatMap((saved) => {
    const raw = parseSearch(saved.query);
    if (raw['flow'] !== flow) return [];
    return [{ id: saved.id, title: saved.name, search: readCasesSearch(raw), saved }];
  });
}

/** What is kept of a list when it is saved. */
export function queryOf(flow: string, { peek: _, ...search }: CasesSearch): string {
  return stringifySearch({ flow, ...search }).slice(1);
}

/** The view that an address shows: a saved one where it is all the same, else a given one with the same cases. */
export function currentView(views: readonly CaseListView[], search: CasesSearch): CaseListView | undefined {
  const same = (view: CaseListView) => view.href === undefined && casesKey(view.search) === casesKey(search);
  return (
    views.find((view) => view.saved !== undefined && sameView(view.search, search)) ??
    views.find((view) => view.saved === undefined && same(view))
  );
}

/** Whether two addresses show the same cases in the same way. */
export function sameView(one: CasesSearch, other: CasesSearch): boolean {
  return casesKey(one) === casesKey(other) && one.sort === other.sort && one.as === other.as;
}

/** Filters hold all together: in which order they stand is of no matter. */
function casesKey({ open, where = [] }: CasesSearch): string {
  return JSON.stringify([open ?? null, where.toSorted()]);
}
