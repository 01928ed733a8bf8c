import { NativeSelect } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { ResultOf } from '@throughline/api';
import { useMemo, useState } from 'react';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { usePages } from '../../data/pages.ts';
import { type SentActions, useSent } from '../../data/sent.ts';
import { formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { useRowKeys } from '../../keys/use-row-keys.ts';
import { rowMark } from '../../parts/marks/sent-note.tsx';
import { DataTable } from '../../parts/table/data-table.tsx';
import { TotalLine } from '../../parts/table/total-line.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { Choice, ChoiceBar } from './choice-bar.tsx';
import { NoTask } from './no-task.tsx';
import type { WorkProps } from './page.tsx';
import { TaskActions } from './task-actions.tsx';
import { doneColumns, openColumns } from './task-columns.tsx';
import { words } from './words.ts';

type Task = ResultOf<'GET /{database}/tasks'>['items'][number];

const idOf = ({ id }: Task) => id;
const revisionOf = ({ seq }: Task) => seq;

/** Tasks: mine, those of all, or those that are done. The one with the focus can be worked on below the list. */
export function Tasks({ tab, search, show }: WorkProps & { readonly tab: 'mine' | 'team' | 'done' }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const navigate = useNavigate();
  const asked = askedOf(tab, search);
  const params = { database };
  const pages = usePages('GET /{database}/tasks', { params, query: { ...asked, limit: 100 } });
  const [focusedId, setFocusedId] = useState<string>();
  const sent = useSent();
  const items = useMemo(() => pages.items.map((task) => expected(task, sent)), [pages.items, sent]);
  const index = items.findIndex(({ id }) => id === focusedId);
  const focused = items[index] ?? items[0];
  const hrefOf = ({ id, about }: Task) => caseAddress(database, about?.id ?? id);
  useRowKeys({
    count: items.length,
    index: Math.max(0, index),
    onMove: (at) => setFocusedId(items[at]?.id),
    onOpen: (at) => {
      const task = items[at];
      if (task !== undefined) void navigate({ href: hrefOf(task) });
    },
  });
  if (pages.error !== null) return <StateNotice kind="error" what={words.theTasks} error={pages.error} onRetry={pages.again} />;
  const count = formatCounted(items.length, { one: words.taskNoun, many: words.tasks }, locale);
  return (
    <>
      <ChoiceBar note={tab === 'done' ? words.latestTargetFirst : words.soonestDueFirst}>
        {tab === 'done' ? (
          <Choice checked={search.whose === 'all'} onChange={(all) => show({ whose: all ? 'all' : undefined })}>
            {words.byAnybody}
          </Choice>
        ) : (
          <Choice checked={search.late === 'true'} onChange={(late) => show({ late: late ? 'true' : undefined })}>
            {words.lateOnly}
          </Choice>
        )}
        <RoleChoice role={search.role} onChange={(role) => show({ role })} />
        <CsvButton name={`tasks-${tab}`} url={client.url('GET /{database}/tasks', { params, query: asked })} />
      </ChoiceBar>
      <DataTable
        caption={tab === 'done' ? words.doneTasks : tab === 'mine' ? words.myTasks : words.teamTasks}
        columns={tab === 'done' ? doneColumns : openColumns}
        rows={items}
        {...{ idOf, revisionOf, hrefOf }}
        markOf={({ id }, here) => rowMark(sent, id, here)}
        focused={Math.max(0, index)}
        onFocus={(at) => setFocusedId(items[at]?.id)}
        onEnd={pages.more}
        loading={pages.waiting}
        maxHeight="max(200px, calc(100dvh - 330px))"
        empty={<NoTask tab={tab} search={search} />}
        bulk={focused === undefined || !focused.open ? null : <TaskActions key={focused.id} task={focused} />}
        total={(visible) => <TotalLine count={pages.complete ? count : words.soFar(count)} visible={visible} />}
      />
    </>
  );
}

/** As it will be where what was sent for it is done. */
function expected(task: Task, sent: SentActions): Task {
  const said = sent.of(task.id);
  const assignee = said?.status === 'refused' ? undefined : said?.expected?.assignee;
  return assignee === undefined || task.assignee?.id === assignee.id
    ? task
    : { ...task, assignee: { kind: 'person', ...assignee } };
}

/** Which tasks, as the API takes it. */
function askedOf(tab: 'mine' | 'team' | 'done', { role, late, whose }: WorkProps['search']) {
  return {
    whose: tab === 'team' || (tab === 'done' && whose === 'all') ? ('all' as const) : ('mine' as const),
    status: tab === 'done' ? ('done' as const) : late === 'true' ? ('late' as const) : ('open' as const),
    ...(role === undefined ? {} : { role }),
  };
}

interface RoleChoiceProps {
  readonly role: string | undefined;
  readonly onChange: (role: string | undefined) => void;
}

/** Roles are those that somebody has. */
function RoleChoice({ role, onChange }: RoleChoiceProps) {
  const { database } = useCompany();
  const people = useApi('GET /{database}/people', { params: { database } });
  const roles = new Map((people.data?.items ?? []).flatMap((person) => person.roles.map(({ name, title }) => [name, title])));
  if (role !== undefined && !roles.has(role)) roles.set(role, role);
  const data = [...roles].map(([value, label]) => ({ value, label })).sort((a, b) => (a.label < b.label ? -1 : 1));
  return (
    <NativeSelect
      aria-label={words.role}
      data={[{ value: '', label: words.everyRole }, ...data]}
      value={role ?? ''}
      onChange={({ currentTarget: { value } }) => onChange(value === '' ? undefined : value)}
    />
  );
}
