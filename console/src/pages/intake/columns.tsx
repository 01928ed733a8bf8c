import type { RequestView } from '@throughline/api';
import { formatDay } from '../../format/day.ts';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Status } from '../../parts/marks/status.tsx';
import type { TableColumn } from '../../parts/table/columns.ts';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import type { IntakeTab } from './search.ts';
import { words } from './words.ts';

type Column = TableColumn<RequestView>;

/** What every list of requests says of each. */
function shared(locale: string) {
  const number: Column = { key: 'number', title: words.number, kind: 'key', width: 92, render: (row) => row.number };
  const title: Column = { key: 'title', title: words.name, kind: 'text', width: 200, grow: 2, render: (row) => row.title };
  const team: Column = {
    key: 'team',
    title: words.team,
    kind: 'quiet',
    width: 122,
    priority: 3,
    render: (row) => row.team,
  };
  const state: Column = { key: 'state', title: words.state, kind: 'text', width: 104, render: (row) => row.stateTitle };
  const score: Column = {
    key: 'score',
    title: words.score,
    kind: 'figure',
    width: 72,
    render: ({ score: value }) => (value === null ? <Absent /> : formatCount(value, locale)),
  };
  const arithmetic: Column = {
    key: 'arithmetic',
    title: words.arithmetic,
    kind: 'quiet',
    width: 274,
    priority: 5,
    render: (row) => row.arithmetic ?? <Absent />,
  };
  const effort: Column = {
    key: 'effort',
    title: words.effort,
    kind: 'figure',
    width: 104,
    priority: 4,
    render: (row) => (row.effort === 0 ? <Absent>0</Absent> : formatCount(row.effort, locale)),
  };
  return { number, title, team, state, score, arithmetic, effort };
}

/** What a list of requests says of each: by which part of the intake it is. */
export function useColumns(show: Exclude<IntakeTab, 'ask'>): readonly Column[] {
  const settings = useFormat();
  const { number, title, team, state, score, arithmetic, effort } = shared(settings.locale);
  const due: Column = {
    key: 'due',
    title: words.due,
    kind: 'text',
    width: 104,
    render: ({ dueAt, isLate }) => <When at={dueAt} late={isLate && dueAt !== null} />,
  };
  const missing: Column = {
    key: 'missing',
    title: words.missing,
    kind: 'text',
    width: 170,
    grow: 1,
    priority: 1,
    render: (row) =>
      row.missing.length === 0 ? <Absent /> : row.missing.map(({ field }) => words.missingFields[field] ?? field).join(', '),
  };
  const decision: Column = {
    key: 'decision',
    title: words.decision,
    kind: 'text',
    width: 88,
    render: ({ decision: said }) => (said === null ? <Absent /> : words.decisionsOf[said]),
  };
  const why: Column = {
    key: 'why',
    title: words.why,
    kind: 'quiet',
    width: 200,
    grow: 2,
    priority: 2,
    render: ({ decisionWhy }) => decisionWhy ?? <Absent />,
  };
  const told: Column = {
    key: 'told',
    title: words.told,
    kind: 'text',
    width: 88,
    render: ({ isAnswered }) => <Status tone={isAnswered ? 'ok' : 'warn'}>{isAnswered ? words.isTold : words.isNotTold}</Status>,
  };
  const planned: Column = {
    key: 'plan',
    title: words.plan,
    kind: 'text',
    width: 140,
    priority: 1,
    render: ({ startsOn, endsOn }) =>
      startsOn === null || endsOn === null ? (
        <Absent />
      ) : (
        words.planned(formatDay(startsOn, settings), formatDay(endsOn, settings))
      ),
  };
  return {
    next: [number, title, team, state, score, arithmetic, effort, planned],
    triage: [number, title, team, state, missing, due],
    decisions: [number, title, team, score, decision, why, told],
    mine: [number, title, state, decision, why, missing],
  }[show];
}
