import type { FlowDetail, Person } from '@throughline/api';
import { type Filter, type FilterField, parseFilter, writeFilter } from '../../parts/list/filter.ts';
import type { CasesSearch } from './search.ts';
import { words } from './words.ts';

/** Whether a case has ended is told apart in the address; among the filters it is one like the others. */
const openField: FilterField = {
  name: '$open',
  title: words.status,
  kind: 'text',
  options: [
    { value: 'true', title: words.open },
    { value: 'false', title: words.ended },
  ],
};

/** What the cases of a flow can be filtered by. */
export function filterFields(flow: FlowDetail, people: readonly Person[]): readonly FilterField[] {
  return [
    ...flow.columns.map(({ name, title, kind }) => ({ name, title, kind })),
    {
      name: '$state',
      title: words.stateTitle,
      kind: 'text',
      options: flow.states.map(({ name, title }) => ({ value: name, title })),
    },
    { name: '$key', title: flow.key.title, kind: 'text' },
    ...(people.length === 0
      ? []
      : [
          {
            name: '$assignee',
            title: words.assignedTo,
            kind: 'text' as const,
            options: people.map(({ id, name }) => ({ value: id, title: name })),
          },
        ]),
    ...flow.ladders.map(({ name, title, rungs }) => ({
      name: `$rung.${name}`,
      title: words.rungReachedOf(title),
      kind: 'text' as const,
      options: [
        ...rungs.map((rung) => ({ value: rung.name, title: rung.title })),
        { value: '$historic', title: words.noneLateBefore },
      ],
    })),
    ...flow.exceptions.map(({ kind, title }) => ({
      name: `$exception.${kind}`,
      title: words.exceptionsOf(title),
      kind: 'number' as const,
    })),
    openField,
  ];
}

/** The filters of an address. What is none is not shown; the API says so of it. */
export function filtersOf({ open, where = [] }: CasesSearch): readonly Filter[] {
  const told = where.map(parseFilter).filter((filter) => filter !== undefined);
  return open === undefined ? told : [{ field: openField.name, comparison: '=', values: [open] }, ...told];
}

/** The part of an address that filters make. */
export function searchOf(filters: readonly Filter[]): Pick<CasesSearch, 'open' | 'where'> {
  const where = filters.filter(({ field }) => field !== openField.name).map(writeFilter);
  const open = openOf(filters.filter(({ field }) => field === openField.name));
  return { ...(open === undefined ? {} : { open }), ...(where.length === 0 ? {} : { where }) };
}

/** Both of two is no filter. */
function openOf(filters: readonly Filter[]): 'true' | 'false' | undefined {
  const last = filters.at(-1);
  if (last === undefined || last.values.length !== 1) return undefined;
  const isOpen = (last.values[0] === 'true') === (last.comparison === '=');
  return isOpen ? 'true' : 'false';
}
