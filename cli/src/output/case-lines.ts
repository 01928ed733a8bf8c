import type { CaseDetail, CaseEvent, Child, Value } from '@throughline/api';
import type { Locale } from './locale.ts';
import type { Paint } from './paint.ts';
import { shown, table } from './table.ts';
import { currencyIn, moneyText, valueText } from './value.ts';

/** A case for people: where it stands, what comes next and why then, and what happened. `events`: its latest, in their order. */
export function caseLines(detail: CaseDetail, events: readonly CaseEvent[], locale: Locale, paint: Paint): readonly string[] {
  const { case: row, flow, subtitle } = detail;
  const head = [
    ['state', paint('bold', row.stateTitle)],
    ['since', locale.instant(Date.parse(row.enteredAt))],
    ...(row.owner === null ? [] : [['owner', row.owner.title]]),
    ...(row.assignee === null ? [] : [['with', shown(row.assignee.name)]]),
    ['entity', shown(row.entity)],
    ['flow', `${row.flow}, version ${row.version}`],
    ['id', row.id],
  ];
  const sections: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ['Data', dataRows(detail, locale)],
    ['What comes next', deadlineRows(detail, locale, true)],
    ['Money', moneyRows(detail, locale)],
    ['Exceptions and tasks', childRows([...detail.exceptions, ...detail.tasks], locale)],
    ['What to do', runbookLines(detail)],
    ['Links', linkRows(detail)],
    ['Deadlines that have passed', deadlineRows(detail, locale, false)],
    ['What happened', eventRows(events, locale, paint)],
  ];
  return [
    paint('bold', `${flow.title} ${shown(row.key)}${subtitle === null ? '' : `: ${shown(subtitle)}`}`),
    ...head.map(([name, value]) => `  ${String(name).padEnd(8)} ${value}`),
    ...sections.flatMap(([title, lines]) =>
      lines.length === 0 ? [] : ['', paint('bold', title), ...lines.map((line) => `  ${line}`)],
    ),
  ];
}

function dataRows({ data, money }: CaseDetail, locale: Locale): readonly string[] {
  const values: Readonly<Record<string, Value>> = Object.fromEntries(data.map(({ name, value }) => [name, value]));
  const currency = money?.currency ?? currencyIn(values);
  const rows = data
    .filter(({ value }) => value !== null)
    .map(({ title, kind, value }) => [title, valueText(value, kind, currency, locale)]);
  return columns(rows);
}

/** A table without heads. */
function columns(rows: readonly (readonly string[])[]): readonly string[] {
  return rows.length === 0 ? [] : table([{ title: '' }, { title: '' }], rows).slice(1);
}

const ahead: readonly string[] = ['pending', 'paused', 'held', 'awaiting'];

function deadlineRows({ deadlines }: CaseDetail, locale: Locale, isAhead: boolean): readonly string[] {
  const instant = (dueAt: string | null) => (dueAt === null ? Infinity : Date.parse(dueAt));
  const rows = deadlines
    .filter(({ standing }) => ahead.includes(standing) === isAhead)
    .toSorted((a, b) => instant(a.dueAt) - instant(b.dueAt))
    .map(({ dueAt, title, standing, why }) => [
      dueAt === null ? '' : locale.day(Date.parse(dueAt)),
      shown(title, 40),
      standing,
      why,
    ]);
  const heads = ['when', 'what', 'standing', 'why then'].map((title) => ({ title }));
  return rows.length === 0 ? [] : table(heads, rows);
}

/** How what is open came about: the lines sum to the balance. */
function moneyRows({ money }: CaseDetail, locale: Locale): readonly string[] {
  if (money === null) return [];
  const { currency, lines, before, balance } = money;
  const rows = [
    ...(before === undefined ? [] : [['', 'Before', moneyText({ amount: before, currency }, locale)]]),
    ...lines.map(({ at, title, amount }) => [
      locale.day(Date.parse(at)),
      shown(title, 40),
      moneyText({ amount, currency }, locale),
    ]),
    ['', shown(balance.title, 40), moneyText({ amount: balance.amount, currency }, locale)],
  ];
  return table([{ title: '' }, { title: '' }, { title: '', right: true }], rows).slice(1);
}

function childRows(children: readonly Child[], locale: Locale): readonly string[] {
  const rows = children.map(({ title, stateTitle, owner, openedAt, dueAt, late, resolution }) => [
    shown(title, 40),
    stateTitle,
    owner.title,
    locale.day(Date.parse(openedAt)),
    dueAt === null ? '' : `${locale.day(Date.parse(dueAt))}${late ? ' (late)' : ''}`,
    resolution === null ? '' : shown(resolution, 40),
  ]);
  const heads = ['what', 'state', 'owner', 'since', 'due', 'resolution'].map((title) => ({ title }));
  return rows.length === 0 ? [] : table(heads, rows);
}

/** Of an exception, or of the open exceptions of a case. */
function runbookLines({ runbook, exceptions }: CaseDetail): readonly string[] {
  const lines = (text: string) => text.split('\n').map((line) => shown(line, 200));
  const open = exceptions.filter((one) => one.open && one.runbook !== null);
  const byKind = new Map(open.map((one) => [one.kind, one]));
  return [
    ...(runbook === null ? [] : lines(runbook)),
    ...[...byKind.values()].flatMap((one) => [
      `${shown(one.title, 60)}:`,
      ...lines(one.runbook ?? '').map((line) => `  ${line}`),
    ]),
  ];
}

function linkRows({ links, parent }: CaseDetail): readonly string[] {
  const named = links.map((link) => ({ arrow: link.direction === 'out' ? '→' : '←', name: link.name, case: link.case }));
  return [...(parent === null ? [] : [{ arrow: '↑', name: 'part of', case: parent }]), ...named].map(
    ({ arrow, name, case: other }) => `${arrow} ${name}: ${other.flow} ${shown(other.key)} (${other.stateTitle})`,
  );
}

function eventRows(events: readonly CaseEvent[], locale: Locale, paint: Paint): readonly string[] {
  const rows = events.map((event) => {
    const { seq, occurredAt, type, title, kind, from, to, actor } = event;
    // `type` is what commands, mining and files call it; the title says the same to people.
    const moved = from?.state === to.state ? '' : `${from?.title ?? '(new)'} → ${to.title}`;
    const name = kind === 'deadline' ? shown(title, 40) : type;
    const at = locale.instant(Date.parse(occurredAt));
    return [String(seq), at, name, kind, moved, shown(actor.name, 30), cameOf(event, paint)];
  });
  const earlier = (events[0]?.seq ?? 1) - 1;
  const heads = [
    { title: '#', right: true },
    ...['when', 'event', 'kind', 'moved', 'by', 'what came of it'].map((title) => ({ title })),
  ];
  return [...(earlier === 0 ? [] : [`${earlier} earlier events are not shown (--events)`]), ...table(heads, rows)];
}

function cameOf({ deviation, outcomes, reason }: CaseEvent, paint: Paint): string {
  return [
    ...(deviation === null ? [] : [paint('yellow', `deviation: ${shown(deviation, 80)}`)]),
    ...outcomes.map(({ text }) => shown(text, 60)),
    ...(reason === null ? [] : [`“${shown(reason, 60)}”`]),
  ].join(', ');
}
