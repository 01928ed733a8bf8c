import type { Diagnosis } from '@throughline/api';
import type { Locale } from './locale.ts';
import type { Paint } from './paint.ts';
import { shown, table } from './table.ts';

type Result<K extends keyof Diagnosis['steps']> = NonNullable<Diagnosis['steps'][K]>['result'];

/** A diagnosis for the terminal: the sentence first, then what it rests on, step by step. */
export function diagnosisLines(found: Diagnosis, locale: Locale, paint: Paint, brief: string | undefined): readonly string[] {
  const { stage, bucket, sample, pattern, action } = found.steps;
  const { question, owner } = found;
  const period = `${question.from} to ${question.to}, against ${question.against.from} to ${question.against.to}`;
  const seen = found.visibleEntities === undefined ? [] : [`Only of what you see: ${found.visibleEntities.join(', ')}`];
  return [
    `${found.case.key}  ${found.metric.title}, ${period}; ${owner.title} answers for it`,
    ...seen,
    '',
    paint('bold', shown(found.says, 2000)),
    '',
    ...(stage === null ? [] : stageLines(stage.result, locale, paint)),
    ...(bucket === null ? [] : bucketLines(bucket.result, paint)),
    ...(sample === null ? [] : sampleLines(sample.result, locale, paint)),
    ...(pattern === null ? [] : patternLines(pattern.result, paint)),
    ...(action === null ? [] : actionLines(action.result, paint)),
    ...(brief === undefined ? [] : [`The brief is in ${brief}.`]),
    `Decide: throughline case do ${found.case.key} decide ...`,
  ];
}

const right = (title: string) => ({ title, right: true });
const tenth = (value: number) => (Math.round(value * 10) / 10).toFixed(1).replace('-', '−');

function stageLines({ by, parts, whole, unit, currency }: Result<'stage'>, locale: Locale, paint: Paint): readonly string[] {
  const value = (number: number | null) =>
    number === null
      ? 'no data'
      : unit === 'share'
        ? `${tenth(number * 100)}%`
        : unit === 'count'
          ? locale.count(number)
          : tenth(number);
  const row = ({ title, before, after, change }: Pick<(typeof parts)[number], 'title' | 'before' | 'after' | 'change'>) => [
    shown(title, 40),
    value(before),
    value(after),
    value(change),
  ];
  const of = [unit, currency].filter((part) => part !== null).join(', ');
  const columns = [{ title: by.title.toLowerCase() }, right('before'), right('now'), right('change')];
  return [paint('bold', `1 Which stage (${of})`), ...table(columns, [...parts.map(row), row({ title: 'whole', ...whole })]), ''];
}

function bucketLines({ buckets, where, chosen }: Result<'bucket'>, paint: Paint): readonly string[] {
  const rows = buckets
    .slice(0, 8)
    .map(({ title, flow, before, after, expected, change, bound }, index) => [
      index === chosen ? `${title} <` : title,
      flow,
      `${before}`,
      `${after}`,
      tenth(expected),
      tenth(change),
      `±${tenth(bound)}`,
    ]);
  const columns = [{ title: 'exception' }, { title: 'flow' }, ...['before', 'now', 'expected', 'change', 'chance'].map(right)];
  return [paint('bold', `2 Which exception (opened ${where})`), ...table(columns, rows), ''];
}

function sampleLines({ cases, fields, note }: Result<'sample'>, locale: Locale, paint: Paint): readonly string[] {
  const columns = [{ title: 'samples' }, ...cases.map(({ case: of }) => ({ title: of.key }))];
  const rows = fields.map(({ title, kind }, index) => [
    title,
    ...cases.map(({ cells, currency }) => {
      const { value = null, marked = false } = cells[index] ?? {};
      const text =
        value === null
          ? '-'
          : kind === 'money'
            ? currency === null
              ? String(value)
              : locale.minorMoney(Number(value), currency)
            : String(value);
      return `${marked ? '*' : ''}${shown(text, 18)}`;
    }),
  ]);
  const lines = table(columns, [['why chosen', ...cases.map(({ why }) => why)], ...rows]);
  return [paint('bold', '3 Samples side by side'), ...lines, ...(note === null ? [] : [note]), ''];
}

function patternLines({ rows, population, searched, whole }: Result<'pattern'>, paint: Paint): readonly string[] {
  const columns = [{ title: 'segment' }, ...['cases', 'affected', 'expected', 'excess', 'lift'].map(right), { title: 'verdict' }];
  const lines = rows.map(({ label, cases, affected, expected, excess, lift, why }) => [
    shown(label, 60),
    `${cases}`,
    `${affected}`,
    tenth(expected),
    tenth(excess),
    lift === null ? 'n/a' : `${lift.toFixed(2)}×`,
    shown(why, 80),
  ]);
  const of = `${whole.casesAfter} ${population}; ${searched} segments searched`;
  return [paint('bold', `4 Pattern (${of})`), ...table(columns, lines), ''];
}

function actionLines({ causes, note, proposals }: Result<'action'>, paint: Paint): readonly string[] {
  const columns = [
    { title: 'change' },
    { title: 'when' },
    ...['exposed', 'affected', 'expected'].map(right),
    { title: 'verdict' },
  ];
  const lines = causes.map(({ key, title, at, exposed, why }) => [
    shown(`${key} ${title}`, 50),
    at.slice(0, 10),
    `${exposed.cases}`,
    `${exposed.affected}`,
    tenth(exposed.expected),
    shown(why, 70),
  ]);
  return [
    paint('bold', '5 What changed before, and what can be done'),
    ...(causes.length === 0 ? ['No change is known in these periods.'] : table(columns, lines)),
    ...(note === null ? [] : [note]),
    ...proposals.map(({ title, detail }) => `- ${title}. ${detail}`),
    '',
  ];
}
