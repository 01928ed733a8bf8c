import { Button } from '@mantine/core';
import { formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { type FilterField, filterWords } from '../../parts/list/filter.ts';
import { StateNotice } from '../../shell/state-notice.tsx';
import { filtersOf, searchOf } from './case-filters.ts';
import { nounOf } from './noun.ts';
import type { ListState } from './page.tsx';
import type { CaseListView } from './views.ts';
import { words as said } from './words.ts';

export interface EmptyListProps {
  readonly state: ListState;
  readonly view: CaseListView | undefined;
  readonly fields: readonly FilterField[];
}

/** Why a list is empty, and the one thing to do about it: nothing is there yet, or a filter is to be dropped. */
export function EmptyList({ state: { flow, search, show }, view, fields }: EmptyListProps) {
  const settings = useFormat();
  const { many } = nounOf(flow.title);
  const filters = filtersOf(search);
  const last = filters.at(-1);
  if (flow.cases === 0)
    return (
      <StateNotice kind="empty">
        {said.thereNo}
        {many}
        {said.yet}
      </StateNotice>
    );
  if (last === undefined)
    return (
      <StateNotice kind="empty">
        {said.no}
        {many}.
      </StateNotice>
    );
  const field = fields.find(({ name }) => name === last.field) ?? { name: last.field, title: last.field, kind: 'text' as const };
  const words = `${field.title} ${filterWords(last, field, settings)}`;
  return (
    <StateNotice
      kind="empty"
      action={
        <Button
          onClick={() => show({ ...searchOf(filters.slice(0, -1)), ...(search.sort === undefined ? {} : { sort: search.sort }) })}
        >
          {said.dropFilter}
          {words}
        </Button>
      }
    >
      {view?.id === 'mine'
        ? said.noOpenAssignedToYou(nounOf(flow.title).one)
        : said.noneOfHere(formatCounted(flow.cases, nounOf(flow.title), settings.locale))}
    </StateNotice>
  );
}
