import type { Broke, Home, Money, Risk } from '@throughline/api';
import type { Locale } from './locale.ts';
import { metricValue } from './metric-value.ts';
import type { Paint } from './paint.ts';
import { shown, table } from './table.ts';
import { dayText, moneyText } from './value.ts';

/** The first page in three sentences, and what stands behind each of them. */
export function homeLines({ broke, risk, decide }: Home, locale: Locale, paint: Paint): readonly string[] {
  const section = (title: string, lines: readonly string[]) => [paint('bold', title), ...lines.map((line) => `  ${line}`)];
  return [
    ...section('What broke', brokeLines(broke, locale)),
    '',
    ...section('What is at risk', riskLines(risk, locale)),
    '',
    ...section('What needs your decision', decideLines(decide, locale)),
  ];
}

function brokeLines(broke: Broke, locale: Locale): readonly string[] {
  const { status, metric, since, part, changeBefore, others } = broke;
  if (status === 'measuring') return ['The numbers are still being worked out; ask again in a moment.'];
  if (status === 'too-little') return ['There is too little to measure yet to say what is unusual.'];
  if (metric === null) return ['No number has left what was expected of it.'];
  const value = (of: number | null) => metricValue({ value: of, currency: metric.currency }, metric.unit, locale);
  const { limits } = metric;
  const sentences = [
    `${metric.title}: ${value(metric.value)}${since === null ? '' : ` since ${dayText(since, locale)}`}, where ${value(metric.baseline)} was expected` +
      `${limits === null ? '' : ` (${value(limits.lower)} to ${value(limits.upper)})`}.`,
    ...(part === null
      ? []
      : [
          `${locale.percent(part.share)} of the change is ${part.dimensionTitle} ${shown(part.valueTitle, 60)}: ${value(part.before)} to ${value(part.after)}.`,
        ]),
    changeBefore === null
      ? 'No change that is known of came just before.'
      : `Just before came ${changeBefore.key}, ${shown(changeBefore.title, 90)} (${locale.day(Date.parse(changeBefore.at))}): a hint, no proof.`,
    ...(others === 0
      ? []
      : [`${locale.count(others)} more ${others === 1 ? 'number has' : 'numbers have'} left what was expected of them.`]),
  ];
  return sentences;
}

function riskLines(risk: Risk | null, locale: Locale): readonly string[] {
  if (risk === null) return ['Nothing here can be late.'];
  const { cases, amounts, noun, soon, soonAsking, rungs, lateBefore, paused, nextDue } = risk;
  if (cases === 0) {
    const next = nextDue === null ? '' : ` The next to fall due is ${shown(nextDue.case.key)}, ${dayText(nextDue.on, locale)}.`;
    return [`No ${noun.one} is overdue.${next}`];
  }
  const asking = soonAsking.map(({ title, count }) => `${locale.count(count)} ${title}`).join(', ');
  const rows = [...rungs, lateBefore, { ...paused, title: 'Paused' }]
    .filter((row) => row.cases > 0)
    .map((row) => [row.title, locale.count(row.cases), sums(row.amounts, locale), locale.count(row.soon)]);
  return [
    `${sums(amounts, locale)} on ${locale.count(cases)} overdue ${cases === 1 ? noun.one : noun.many}. ` +
      `${locale.count(soon)} ${soon === 1 ? 'rung fires' : 'rungs fire'} in the next 7 days${asking === '' ? '' : `, of which these ask a person: ${asking}`}.`,
    '',
    ...table(
      [
        { title: 'rung' },
        { title: noun.many, right: true },
        { title: 'still owed', right: true },
        { title: 'next 7 days', right: true },
      ],
      rows,
    ),
  ];
}

function decideLines({ decisions, tasks, firstDue, items }: Home['decide'], locale: Locale): readonly string[] {
  const counted = (count: number, noun: string) => `${locale.count(count)} ${count === 1 ? noun : `${noun}s`}`;
  const due = firstDue === null ? '' : `; the first is due ${locale.day(Date.parse(firstDue))}`;
  if (decisions === 0)
    return [`Nothing. ${tasks === 0 ? 'No task waits for you either' : `${counted(tasks, 'task')} wait for you`}.`];
  const rows = items.map((item) => [
    `${item.case.flow} ${shown(item.case.key, 30)}`,
    shown(item.title, 50),
    item.amount === null ? '' : moneyText(item.amount, locale),
    item.dueAt === null ? '' : `${locale.day(Date.parse(item.dueAt))}${item.late ? ' (late)' : ''}`,
    shown(item.askedBy.name, 30),
  ]);
  const heads = [
    { title: 'case' },
    { title: 'decision' },
    { title: 'worth', right: true },
    { title: 'due' },
    { title: 'asked by' },
  ];
  return [`${counted(decisions, 'decision')}${due}. ${counted(tasks, 'task')} of yours besides.`, '', ...table(heads, rows)];
}

/** Each currency by itself. */
function sums(amounts: readonly Money[], locale: Locale): string {
  return amounts.map((amount) => moneyText(amount, locale)).join(', ') || locale.count(0);
}
