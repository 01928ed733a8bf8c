import type { FileTotals, FirstNumbers, FlowChoices, Import, Placement, Recognition, TotalsCheck } from '@throughline/api';
import type { Locale } from './locale.ts';
import { table } from './table.ts';

interface StartedWith {
  readonly recognition: Recognition;
  readonly file?: FileTotals;
  readonly choices?: FlowChoices;
  readonly placement?: Placement;
  readonly run?: Import;
  readonly totals?: TotalsCheck;
  readonly numbers?: FirstNumbers;
}

type Questions = StartedWith['recognition']['questions'];

/** What is asked, with the option that answers it. */
export function questionLines(questions: Questions): readonly string[] {
  if (questions.length === 0) return [];
  const asked = questions.flatMap(({ id, question, options }) => [
    question,
    ...options
      .slice(0, 12)
      .map(({ value, reading }) => `  --answer ${quoted(`${id}=${value}`)}${reading === value ? '' : `   ${reading}`}`),
    ...(options.length === 0 ? [`  --answer ${quoted(`${id}=...`)}`] : []),
  ]);
  return ['Nothing was written: this can be read in more than one way.', ...asked];
}

function quoted(text: string): string {
  return /^[\w/=.,:-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

const dayMs = 86_400_000;
const missingShown = 20;

/** What a file is, what it adds up to, what became of it, and its first numbers. */
export function startedLines(file: string, started: StartedWith, locale: Locale): readonly string[] {
  const { recognition, file: sums, choices, placement, run, totals, numbers } = started;
  return [
    `${file}: ${recognition.format}, ${recognition.encoding}, ${locale.count(recognition.rows)} rows`,
    recognition.shapeBecause,
    ...table(
      [{ title: 'column' }, { title: 'is' }, { title: 'written' }, { title: 'because' }],
      recognition.columns.map(({ name, kind, format = '', decimal, because }) => [
        name,
        kind,
        format || (decimal === undefined ? '' : `1${decimal}00`),
        because,
      ]),
    ),
    ...recognition.notes,
    ...(sums === undefined || totals !== undefined ? [] : ['', ...fileLines(sums, locale)]),
    ...(choices === undefined ? [] : ['', ...choiceLines(choices)]),
    ...(placement === undefined ? [] : ['', ...placementLines(placement, locale)]),
    ...(run === undefined
      ? []
      : [
          '',
          `Import ${run.id}: ${run.status}, ${locale.count(run.cases)} cases, ${locale.count(run.events)} events, ${locale.count(run.errors)} errors`,
        ]),
    ...(totals === undefined ? [] : checkLines(totals, locale)),
    ...(numbers === undefined ? [] : ['', ...numberLines(numbers, locale)]),
  ];
}

const nextShown = 10;

/** Where open cases would be put, and what falls due first. */
function placementLines(
  { liveFrom, settled, open, cases, dueAtOnce, states, next }: Placement,
  locale: Locale,
): readonly string[] {
  const history = `What happened before ${liveFrom} is history${settled ? ' (settled by the first import)' : ''}.`;
  return [
    `${history} ${locale.count(open)} of ${locale.count(cases)} cases stand open; of ${locale.count(dueAtOnce)} something falls due at once.`,
    ...table(
      [{ title: 'state' }, { title: 'open', right: true }, { title: 'due at once', right: true }],
      states.map((state) => [state.title, locale.count(state.cases), locale.count(state.dueAtOnce)]),
    ),
    ...table(
      [{ title: 'case' }, { title: 'state' }, { title: 'falls due first' }, { title: 'at' }],
      next.slice(0, nextShown).map(({ key, state, what, due }) => [key, state, what, due]),
    ),
  ];
}

function fileLines({ totals, unread, unreadCount }: NonNullable<StartedWith['file']>, locale: Locale): readonly string[] {
  return [
    ...table(
      [{ title: 'The file adds up to' }, { title: '' }, { title: 'sum', right: true }, { title: 'cells', right: true }],
      totals.map(({ column, currency, sum, count }) => [column, currency, sum, locale.count(count)]),
    ),
    ...unreadLines(unread, unreadCount),
  ];
}

function unreadLines(
  unread: readonly { line: number; column: string; text: string; reason: string }[],
  count: number,
): readonly string[] {
  const shown = unread
    .slice(0, missingShown)
    .map(
      ({ line, column, text, reason }) => `  not read: line ${line}${column === '' ? '' : `, ${column}`}: ${text} (${reason})`,
    );
  return count > shown.length ? [...shown, `  and ${count - shown.length} more`] : shown;
}

function choiceLines({ flows, draft, noDraft, suggested }: NonNullable<StartedWith['choices']>): readonly string[] {
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
  return [
    ...flows.map(({ flow, score, because }) => `flow ${flow}: ${percent(score)}; ${because}`),
    ...(draft === null
      ? [noDraft ?? 'No flow can be drafted']
      : [
          `draft ${draft.name}: ${draft.states.length} states, ${draft.transitions.length} transitions, takes ${percent(draft.fitness)} of the events; precision ${draft.precision.toFixed(2)}`,
        ]),
    `suggested: ${suggested}`,
  ];
}

function checkLines(
  { totals, missing, missingCount, unread, unreadCount, explained }: NonNullable<StartedWith['totals']>,
  locale: Locale,
): readonly string[] {
  const shown = missing
    .slice(0, missingShown)
    .map(({ line, column, currency, amount, reason }) => `  missing: line ${line}, ${column}: ${amount} ${currency} (${reason})`);
  return [
    ...table(
      [
        { title: 'Totals' },
        { title: '' },
        { title: 'file', right: true },
        { title: 'log', right: true },
        { title: 'missing', right: true },
        { title: 'cells', right: true },
      ],
      totals.map(({ column, currency, sum, recorded, missing: lost, count, recordedCount }) => [
        column,
        currency,
        sum,
        recorded,
        lost,
        `${locale.count(recordedCount)} of ${locale.count(count)}`,
      ]),
    ),
    ...shown,
    ...(missingCount > shown.length ? [`  and ${missingCount - shown.length} more`] : []),
    ...unreadLines(unread, unreadCount),
    ...(totals.length === 0
      ? []
      : [
          totals.every(({ agrees }) => agrees)
            ? 'Your total equals your file’s.'
            : explained
              ? 'What is missing adds up to the difference.'
              : 'What is missing does not add up to the difference.',
        ]),
  ];
}

function numberLines(
  { title, cases, open, medianMs, p90Ms, bottlenecks, segments }: NonNullable<StartedWith['numbers']>,
  locale: Locale,
): readonly string[] {
  const days = (ms: number | null) => (ms === null ? '-' : `${locale.decimal(ms / dayMs, 1)} d`);
  return [
    `${title}: ${locale.count(cases)} cases, ${locale.count(open)} open; median ${days(medianMs)}, 90 % within ${days(p90Ms)}`,
    ...bottlenecks.map(
      ({ from, to, count, medianMs: own, share }) =>
        `  waits: ${from} → ${to}: median ${days(own)}, ${locale.count(count)} times${share === null ? '' : `, ${(share * 100).toFixed(0)} % of all waiting`}`,
    ),
    ...segments.map(
      ({ title: field, value, cases: count, medianMs: own, times }) =>
        `  slow: ${field} = ${value}: median ${days(own)}, ${times.toFixed(1)} times as long, ${locale.count(count)} cases`,
    ),
  ];
}
