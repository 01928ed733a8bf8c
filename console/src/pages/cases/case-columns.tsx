import type { CaseRow, Column, FlowDetail, Value } from '@throughline/api';
import { useFormat } from '../../format/settings-context.tsx';
import { formatValue, isFigure } from '../../format/value.ts';
import { RungSwatch } from '../../parts/marks/rung-swatch.tsx';
import type { TableColumn } from '../../parts/table/columns.ts';
import { HiddenValue } from '../../parts/text/hidden-value.tsx';
import { Absent, Money } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { dueColumn, moneyColumn, openColumn } from './views.ts';
import { words as said } from './words.ts';

/** A column that can be hidden, and whether it is to begin with. */
export interface CaseColumn extends TableColumn<CaseRow> {
  /** What it is called where columns are chosen. */
  readonly name: string;
  /** It is what makes a list of cases: it cannot be hidden. */
  readonly fixed?: true;
  readonly hidden?: true;
}

/** The currency of a case’s amounts, where lists tell it. */
export function currencyOf(row: CaseRow): string | null {
  const value = row.fields['currency'];
  return typeof value === 'string' ? value : null;
}

/** The amount by which lists sum, of one case. */
export function amountOf(row: CaseRow, column: Column | undefined) {
  const value = column === undefined ? null : (row.fields[column.name] ?? null);
  return typeof value === 'number' ? { amount: value, currency: currencyOf(row) } : null;
}

/** The columns of a flow’s list in the order in which they are read: whom, where it stands, how late, how much, what is next. */
export function caseColumns(flow: FlowDetail): readonly CaseColumn[] {
  const money = moneyColumn(flow);
  const due = dueColumn(flow);
  const owned = isOwned(flow.name);
  const subject = owned ? undefined : subjectColumn(flow);
  const lateMatters = due !== undefined && openColumn(flow) !== undefined;
  const told = new Set([money, due, subject].map((column) => column?.name));
  const rest = flow.columns.filter(
    ({ name }) => !told.has(name) && name !== 'currency' && name !== 'owner' && !(owned && toldByTitle.has(name)),
  );
  return [
    keyColumn(flow),
    ...(subject === undefined
      ? []
      : [fieldColumn(subject, { width: subject.name === 'title' ? 280 : 168, grow: 3, priority: 1 })]),
    ...(lateMatters
      ? []
      : rest.slice(0, 3).map((column, index) => fieldColumn(column, { width: widthOf(column), grow: 1, priority: 6 + index }))),
    entityColumn,
    stateColumn,
    ...(lateMatters ? [rungColumn, lateColumn] : []),
    ...(money === undefined ? [] : [fieldColumn(money, { width: 92 }), ...(hasCurrency(flow) ? [currencyColumn] : [])]),
    ...(due === undefined ? [] : [fieldColumn(due, { width: 104, priority: 5 })]),
    dueAtColumn,
    nextColumn,
    ...(flow.exceptions.length === 0 ? [] : [exceptionColumn]),
    ownerColumn,
    ...(lateMatters ? rest : rest.slice(3)).map((column) => ({
      ...fieldColumn(column, { width: widthOf(column), priority: 9 }),
      hidden: true as const,
    })),
    assigneeColumn,
    changedColumn,
  ];
}

/** Exceptions and tasks are called by their titles: their keys are names of the definition. */
function isOwned(flow: string): boolean {
  return flow === 'exception' || flow === 'task';
}

/** What the title of an exception or a task says in words. */
const toldByTitle: ReadonlySet<string> = new Set(['kind', 'name', 'title', 'dueAt']);

/** What the cases are about: their title, else the first text; not the currency, nor what is another case’s. */
export function subjectColumn({ columns }: FlowDetail): Column | undefined {
  const texts = columns.filter(({ kind, name }) => kind === 'text' && name !== 'currency');
  return texts.find(({ name }) => name === 'title') ?? texts.find(({ name }) => name === 'customer') ?? texts[0];
}

function hasCurrency({ columns }: FlowDetail): boolean {
  return columns.some(({ name }) => name === 'currency');
}

function keyColumn({ name, title }: FlowDetail): CaseColumn {
  const owned = isOwned(name);
  return {
    key: '$key',
    name: title,
    fixed: true,
    title,
    kind: 'key',
    width: owned ? 176 : 126,
    grow: owned ? 3 : 1,
    sortable: true,
    render: ({ key, title: words }) => words ?? key,
  };
}

const widths: Readonly<Record<Column['kind'], number>> = { text: 110, number: 80, money: 96, day: 104, instant: 110, flag: 60 };

function widthOf({ kind }: Column): number {
  return widths[kind];
}

function fieldColumn(column: Column, size: Pick<CaseColumn, 'width' | 'grow' | 'priority'>): CaseColumn {
  const { name, title, kind } = column;
  return {
    ...size,
    key: name,
    name: title,
    title,
    kind: isFigure(kind) ? 'figure' : 'text',
    sortable: true,
    render: (row) => <Field column={column} row={row} />,
  };
}

function Field({ column: { name, kind }, row }: { readonly column: Column; readonly row: CaseRow }) {
  const settings = useFormat();
  const value: Value = row.fields[name] ?? null;
  const hidden = row.hidden?.[name];
  if (hidden !== undefined) return <HiddenValue needs={hidden.needs} as="cell" />;
  if (value === null || value === '') return <Absent />;
  if (kind === 'money' && typeof value === 'number')
    return <Money as="bare" money={{ amount: value, currency: currencyOf(row) }} />;
  if ((kind === 'day' || kind === 'instant') && typeof value === 'string')
    return <When at={value} as={kind === 'day' ? 'day' : 'moment'} />;
  // The kinds of exceptions and the names of flows are names of the definition, not words.
  if (typeof value === 'string' && namesOfDefinition.has(name)) return wordsOf(value);
  return formatValue(value, { kind, currency: null, settings });
}

/** `partialPayment` is *Partial payment*. */
function wordsOf(name: string): string {
  const words = name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').replaceAll(/[_-]/g, ' ');
  return words.slice(0, 1).toUpperCase() + words.slice(1).toLowerCase();
}

const namesOfDefinition: ReadonlySet<string> = new Set(['kind', 'ofFlow', 'stage', 'severity']);

const entityColumn: CaseColumn = {
  key: 'entity',
  name: 'Legal unit',
  title: said.legalUnit,
  kind: 'quiet',
  // Names of legal units begin alike and end differently: cut short, they say nothing.
  width: 250,
  priority: 9,
  render: ({ entity }) => <span title={entity}>{entity}</span>,
};

const stateColumn: CaseColumn = {
  key: '$state',
  name: 'State',
  fixed: true,
  title: said.stateTitle,
  kind: 'text',
  width: 106,
  render: ({ stateTitle }) => stateTitle,
};

const rungColumn: CaseColumn = {
  key: 'rung',
  name: 'Rung reached',
  title: said.rungReached,
  kind: 'text',
  width: 124,
  priority: 2,
  render: ({ rung, pausedBy }) => <RungSwatch rung={rung} pausedBy={pausedBy} />,
};

const lateColumn: CaseColumn = {
  key: 'late',
  name: 'Days late',
  title: said.daysLate,
  kind: 'figure',
  width: 68,
  priority: 3,
  render: ({ daysLate }) =>
    daysLate === null ? <Absent>{said.notApplicable}</Absent> : daysLate > 0 ? daysLate : <Absent>0</Absent>,
};

const currencyColumn: CaseColumn = {
  key: 'currency',
  name: 'Currency',
  fixed: true,
  title: '',
  label: said.currency,
  kind: 'unit',
  width: 42,
  render: (row) => currencyOf(row),
};

const dueAtColumn: CaseColumn = {
  key: '$due',
  name: 'Next',
  fixed: true,
  title: said.next,
  kind: 'text',
  width: 104,
  sortable: true,
  render: ({ next }) => (next === null ? <Absent /> : <When at={next.dueAt} late={next.late} />),
};

const nextColumn: CaseColumn = {
  key: 'next',
  name: 'What is next',
  title: '',
  label: said.whatNext,
  kind: 'quiet',
  width: 132,
  grow: 1,
  priority: 4,
  render: ({ next }) => (next === null ? null : <span title={next.title}>{shortNext(next.title)}</span>),
};

/** `Dunning: finance task` is *Finance task* where there is little room; the ladder is told on hover, and by the case. */
function shortNext(title: string): string {
  const words = title.slice(title.indexOf(': ') < 0 ? 0 : title.indexOf(': ') + 2);
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

const exceptionColumn: CaseColumn = {
  key: 'exception',
  name: 'Exception',
  title: said.exception,
  kind: 'quiet',
  width: 104,
  grow: 1,
  priority: 6,
  render: ({ exceptions: [first, ...others] }) =>
    first === undefined ? null : others.length === 0 ? first.title : said.andMore(first.title, others.length),
};

const ownerColumn: CaseColumn = {
  key: 'owner',
  name: 'Owner',
  title: said.owner,
  kind: 'quiet',
  width: 118,
  grow: 1,
  priority: 8,
  render: ({ assignee, owner }) => assignee?.name ?? owner?.title ?? <Absent />,
};

const assigneeColumn: CaseColumn = {
  key: '$assignee',
  name: 'Assigned to',
  hidden: true,
  title: said.assignedTo,
  kind: 'quiet',
  width: 110,
  priority: 9,
  render: ({ assignee }) => assignee?.name ?? <Absent />,
};

const changedColumn: CaseColumn = {
  key: 'lastAt',
  name: 'Changed',
  hidden: true,
  title: said.changed,
  kind: 'quiet',
  width: 100,
  priority: 9,
  render: ({ lastAt }) => <When at={lastAt} as="past" />,
};
