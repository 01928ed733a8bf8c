import type { ApiKey, Delegation } from '@throughline/api';
import type { TableColumn } from '../table/columns.ts';
import { Absent } from '../text/money.tsx';
import { When } from '../text/when.tsx';
import { accessWords as words } from './words.ts';

/** `Collections, Sales` */
export function titlesOf(roles: readonly { readonly title: string }[]): string {
  return roles.length === 0 ? words.none : roles.map(({ title }) => title).join(', ');
}

/** Where something holds: everywhere, or in some entities. */
export function entitiesOf(entities: readonly string[] | null): string {
  return entities === null || entities.length === 0 ? words.everywhere : entities.join(', ');
}

export const keyColumns: readonly TableColumn<ApiKey>[] = [
  { key: 'name', title: words.key, kind: 'text', width: 150, grow: 1, render: ({ name }) => name },
  { key: 'begins', title: words.begins, kind: 'quiet', width: 110, render: ({ begins }) => <code>{begins}…</code> },
  { key: 'person', title: words.person, kind: 'text', width: 130, priority: 2, render: ({ person }) => person.name },
  { key: 'roles', title: words.roles, kind: 'quiet', width: 160, grow: 2, priority: 1, render: ({ roles }) => titlesOf(roles) },
  {
    key: 'entities',
    title: words.where,
    kind: 'quiet',
    width: 130,
    grow: 1,
    priority: 4,
    render: ({ entities }) => (entities === null ? words.asPerson : entitiesOf(entities)),
  },
  { key: 'until', title: words.until, kind: 'text', width: 108, render: ({ until }) => <When at={until} as="day" /> },
  { key: 'state', title: words.state, kind: 'text', width: 90, render: ({ state }) => words.keyStates[state] ?? state },
  {
    key: 'used',
    title: words.lastUsed,
    kind: 'quiet',
    width: 100,
    priority: 3,
    render: ({ lastUsedAt }) => (lastUsedAt === null ? <Absent /> : <When at={lastUsedAt} as="past" />),
  },
];

export const delegationColumns: readonly TableColumn<Delegation>[] = [
  { key: 'from', title: words.lentBy, kind: 'text', width: 140, grow: 1, render: ({ from }) => from.name },
  { key: 'to', title: words.lentTo, kind: 'text', width: 140, grow: 1, render: ({ to }) => to.name },
  { key: 'roles', title: words.roles, kind: 'text', width: 160, grow: 2, render: ({ roles }) => titlesOf(roles) },
  {
    key: 'entities',
    title: words.where,
    kind: 'quiet',
    width: 130,
    grow: 1,
    priority: 3,
    render: ({ entities }) => entitiesOf(entities),
  },
  { key: 'fromDay', title: words.from, kind: 'text', width: 108, render: ({ fromDay }) => <When at={fromDay} as="day" /> },
  { key: 'untilDay', title: words.until, kind: 'text', width: 108, render: ({ untilDay }) => <When at={untilDay} as="day" /> },
  {
    key: 'state',
    title: words.state,
    kind: 'text',
    width: 90,
    render: ({ state }) => words.delegationStates[state] ?? state,
  },
  { key: 'reason', title: words.reason, kind: 'quiet', width: 140, grow: 1, priority: 2, render: ({ reason }) => reason },
];
