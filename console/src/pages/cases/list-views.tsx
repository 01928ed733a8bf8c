import { Button, Modal, TextInput } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import type { SavedView } from '@throughline/api';
import { type FormEvent, useState } from 'react';
import { apiQuery, useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { useActingAs } from '../../data/people.ts';
import { toldInLine } from '../../data/problem.ts';
import { ViewTabs } from '../../parts/list/view-tabs.tsx';
import { say } from '../../shell/messages.ts';
import { totalsRequest } from './case-data.ts';
import styles from './cases.module.css';
import type { ListState } from './page.tsx';
import { type CaseListView, queryOf, sameView } from './views.ts';
import { words } from './words.ts';

export interface ListViewsProps {
  readonly state: ListState;
  readonly views: readonly CaseListView[];
  readonly current: CaseListView | undefined;
}

/** The views as tabs with their counts; the one shown can be saved, a saved one renamed and deleted. */
export function ListViews({ state, views, current }: ListViewsProps) {
  const { flow, search, hrefOf, show } = state;
  const { database } = useCompany();
  const counts = useCounts(state, views);
  const [asking, setAsking] = useState<'save' | 'rename'>();
  const [deleted, setDeleted] = useState<SavedView>();
  const told = (error: unknown) => say({ tone: 'bad', text: toldInLine(error) });
  const create = useCommand('POST /{database}/views');
  const change = useCommand('PUT /{database}/views/{view}');
  const remove = useCommand('DELETE /{database}/views/{view}');
  const body = (name: string, query = queryOf(flow.name, search)) => ({ page: 'cases' as const, name, query });
  const saved = current?.saved;
  const save = async (name: string) => {
    if (asking === 'rename' && saved !== undefined) {
      await change.runAsync({ params: { database, view: saved.id }, ifMatch: saved.revision, body: body(name, saved.query) });
    } else await create.runAsync({ params: { database }, body: body(name) });
    setAsking(undefined);
    say({ text: words.viewSaved(name) });
  };
  const drop = async (view: SavedView) => {
    await remove.runAsync({ params: { database, view: view.id } });
    setDeleted(view);
    show({ open: 'true' });
  };
  const isSaved = current !== undefined && sameView(current.search, search);
  return (
    <>
      <ViewTabs
        views={views.map(({ id, title, ...view }) => ({
          id,
          title,
          href: view.href ?? hrefOf(asShown(view.search, search.as)),
          count: view.count ?? counts.get(id),
        }))}
        current={current?.id}
        onSave={isSaved ? undefined : () => setAsking('save')}
        tools={
          saved === undefined ? undefined : (
            <>
              <Button variant="subtle" onClick={() => setAsking('rename')}>
                {words.rename}
              </Button>
              <Button variant="subtle" loading={remove.pending} onClick={() => void drop(saved).catch(told)}>
                {words.deleteView}
              </Button>
            </>
          )
        }
      />
      {deleted === undefined ? null : (
        <p className={styles['undo']} role="status">
          {words.theView}
          {deleted.name}
          {words.isDeleted}
          <Button
            variant="subtle"
            loading={create.pending}
            onClick={() =>
              void create
                .runAsync({ params: { database }, body: body(deleted.name, deleted.query) })
                .then(() => setDeleted(undefined))
                .catch(told)
            }
          >
            {words.undo}
          </Button>
        </p>
      )}
      {asking === undefined ? null : (
        <NameForm
          title={asking === 'save' ? words.saveView : words.renameView}
          name={asking === 'save' ? '' : (saved?.name ?? '')}
          onClose={() => setAsking(undefined)}
          onSave={save}
        />
      )}
    </>
  );
}

/** A view is looked at in the shape in which the list is: table or board. */
function asShown(search: CaseListView['search'], as: 'board' | undefined): CaseListView['search'] {
  return as === undefined || search.as !== undefined ? search : { ...search, as };
}

/** Of the views whose count the flow does not tell. */
function useCounts({ flow }: ListState, views: readonly CaseListView[]): ReadonlyMap<string, number> {
  const { database } = useCompany();
  const person = useActingAs(database);
  const asked = views.filter(({ count }) => count === undefined);
  const found = useQueries({
    queries: asked.map(({ search }) =>
      apiQuery('GET /{database}/cases/totals', totalsRequest(database, flow.name, search), person),
    ),
  });
  return new Map(asked.flatMap(({ id }, index) => (found[index]?.data === undefined ? [] : [[id, found[index].data.cases]])));
}

interface NameFormProps {
  readonly title: string;
  readonly name: string;
  readonly onClose: () => void;
  readonly onSave: (name: string) => Promise<void>;
}

function NameForm({ title, name, onClose, onSave }: NameFormProps) {
  const [typed, setTyped] = useState(name);
  const [error, setError] = useState<string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() === '') setError(words.sayName);
    else onSave(typed.trim()).catch((problem: unknown) => setError(toldInLine(problem)));
  };
  return (
    <Modal opened onClose={onClose} title={title} size={360} closeButtonProps={{ 'aria-label': words.close }}>
      <form onSubmit={submit} className={styles['form']}>
        <TextInput
          label={words.name}
          data-autofocus
          maxLength={60}
          value={typed}
          error={error}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        <div className={styles['buttons']}>
          <Button type="submit" variant="filled">
            {title}
          </Button>
          <Button onClick={onClose}>{words.cancel}</Button>
        </div>
      </form>
    </Modal>
  );
}
