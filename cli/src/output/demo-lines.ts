import type { DemoFigures, MetricValue } from '@throughline/server';
import type { Locale } from './locale.ts';
import { metricValue } from './metric-value.ts';
import type { Paint } from './paint.ts';
import { shown, table } from './table.ts';

/** The demo's figures for people: what is measured, what is wrong, who waits, and what to try. */
export function demoLines(figures: DemoFigures, locale: Locale, paint: Paint): readonly string[] {
  const { now, cases, events, seed, approvals } = figures;
  const day = (text: string) => locale.day(Date.parse(`${text}T12:00:00Z`));
  const head = (text: string) => ['', paint('bold', text)];
  return [
    paint('bold', 'Halden Components (simulated)'),
    `It is ${locale.day(now)} there. ${locale.count(events)} events of ${locale.count(cases)} cases, made by the engine from seed ${seed}; no mail has left.`,
    ...head(`The last three months (${day(figures.middle)} to ${day(figures.to)}) and the three before`),
    ...metricLines(figures, locale),
    ...head('Open exceptions, the most money first'),
    ...exceptionLines(figures, locale),
    ...head('Open invoices by the last rung of dunning'),
    ...rungLines(figures, locale),
    ...(approvals === 0 ? [] : [`${locale.count(approvals)} ${approvals === 1 ? 'case waits' : 'cases wait'} for an approval.`]),
    ...head('What to try next'),
    ...nextCommands(figures).map((command) => `  npm run -s throughline -- ${command}`),
  ];
}

function nextCommands({ longestStory, middle }: DemoFigures): readonly string[] {
  return [
    'case list --demo --flow invoice --state blocked',
    ...(longestStory === null ? [] : [`case show --demo ${longestStory}`]),
    'case list --demo --flow exception --state open',
    'metric show days-late --demo --by customer',
    `metric show exception-volume --demo --by kind --from ${middle}`,
    'mine invoice --demo',
    'log verify --demo',
  ];
}

function metricLines({ metrics }: DemoFigures, locale: Locale): readonly string[] {
  const rows = metrics.flatMap(({ title, latest, before }) => {
    const line = (name: string, now: MetricValue, then: MetricValue) => [
      name,
      metricValue(now, latest.unit, locale),
      metricValue(then, latest.unit, locale),
      latest.id,
    ];
    // Amounts in several currencies are not added: each has a line.
    if (latest.dimension !== 'currency') return [line(title, latest, before)];
    return (latest.by ?? []).map((part) =>
      line(`${title}, ${part.segment ?? '-'}`, part, before.by?.find(({ segment }) => segment === part.segment) ?? before),
    );
  });
  return table([{ title: 'metric' }, { title: 'now', right: true }, { title: 'before', right: true }, { title: 'id' }], rows);
}

function exceptionLines({ exceptions }: DemoFigures, locale: Locale): readonly string[] {
  if (exceptions.length === 0) return ['None.'];
  const rows = exceptions.map(({ kind, owner, open, overdue, oldestDays, amount, currency }) => [
    shown(kind, 40),
    shown(owner, 30),
    locale.count(open),
    locale.count(overdue),
    `${locale.count(oldestDays)} d`,
    currency === null ? '' : locale.minorMoney(amount, currency),
  ]);
  const columns = [
    { title: 'kind' },
    { title: 'owner' },
    ...['open', 'overdue', 'oldest', 'worth'].map((title) => ({ title, right: true })),
  ];
  return table(columns, rows);
}

function rungLines({ rungs }: DemoFigures, locale: Locale): readonly string[] {
  if (rungs.length === 0) return ['None.'];
  const rows = rungs.map(({ title, cases, amount, currency }) => [
    title ?? '(none yet)',
    locale.count(cases),
    currency === null ? '' : locale.minorMoney(amount, currency),
  ]);
  return table([{ title: 'rung' }, { title: 'invoices', right: true }, { title: 'still owed', right: true }], rows);
}
