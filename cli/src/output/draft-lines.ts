import type { DraftReport } from '@throughline/server';
import type { Locale } from './locale.ts';
import type { Paint } from './paint.ts';
import { shown, table } from './table.ts';

export interface DraftStyle {
  /** Whether the suggestions are in the flow that is written. */
  readonly accepted: boolean;
  readonly locale: Locale;
  readonly paint: Paint;
}

const listed = 10;

/** What a draft is worth, what is rare in it, what the checker misses, and what is suggested. */
export function draftLines(report: DraftReport, style: DraftStyle): readonly string[] {
  const { paint } = style;
  return [
    ...typeLines(report, style),
    ...figureLines(report, style),
    ...report.shortfalls.map((why) => `${paint('yellow', 'note')}: ${shown(why, 200)}`),
    '',
    ...rareLines(report, style),
    ...findingLines(report, style),
    ...suggestionLines(report, style),
  ];
}

function typeLines({ type, types }: DraftReport, { locale, paint }: DraftStyle): readonly string[] {
  if (type === null) return [];
  const others = types.filter((one) => one.type !== type).map((one) => `${shown(one.type)} (${locale.count(one.cases)})`);
  return [
    `${paint('bold', 'Type of object')}  ${shown(type)}; --type chooses another: ${others.join(', ') || 'there is none'}`,
    '',
  ];
}

function figureLines({ log, measures, shape }: DraftReport, { locale, paint }: DraftStyle): readonly string[] {
  const { fitness, precision, graphPrecision, flowerPrecision, states, transitions } = measures;
  const figures = [
    [
      'log',
      `${locale.count(log.cases)} cases, ${locale.count(log.events)} events, ${log.activities} activities, ${log.ways} ways`,
    ],
    ['draft', `${states} states, ${transitions} transitions (${shape})`],
    ['fits', `${locale.percent(fitness.events)} of the events, ${locale.percent(fitness.cases)} of the cases whole`],
    ['as exceptions', `${locale.percent(fitness.rare)} of the events`],
    [
      'precision',
      `${precision.toFixed(3)}; the whole graph ${graphPrecision.toFixed(3)}, anything goes ${flowerPrecision.toFixed(3)}`,
    ],
  ];
  return [paint('bold', 'A draft of the flow'), ...figures.map(([name, value]) => `${String(name).padEnd(16)} ${value}`)];
}

function rareLines({ rare }: DraftReport, { locale, paint }: DraftStyle): readonly string[] {
  if (rare.length === 0) return [];
  const rows = rare
    .slice(0, listed)
    .map(({ from, event, count }) => [from === null ? '(begins with)' : shown(from, 40), shown(event, 40), locale.count(count)]);
  return [
    paint('bold', `Rare: taken as exceptions (${rows.length} of ${rare.length})`),
    ...table([{ title: 'in state' }, { title: 'event' }, { title: 'times', right: true }], rows),
    '',
  ];
}

function findingLines({ findings, findingsAccepted }: DraftReport, { accepted, paint }: DraftStyle): readonly string[] {
  const said = accepted ? findingsAccepted : findings;
  if (said.length === 0) return [paint('green', 'The checker finds nothing.'), ''];
  const lines = said.map(({ severity, code, message }) => `${severity} ${code}: ${shown(message, 160)}`);
  const left = findingsAccepted.length === 0 ? 'nothing' : `${findingsAccepted.length} findings`;
  const hint = accepted ? [] : [`With all suggestions accepted (--accept) ${left} would be left.`];
  return [paint('bold', `What the checker misses (${said.length})`), ...lines, ...hint, ''];
}

function suggestionLines({ suggestions }: DraftReport, { accepted, paint }: DraftStyle): readonly string[] {
  const rows = suggestions
    .filter(({ kind }) => kind !== 'title')
    .map(({ state, kind, value, because }) => [
      shown(state, 40),
      kind,
      typeof value === 'string' ? shown(value, 40) : lengthText(value),
      shown(because, 120),
    ]);
  if (rows.length === 0) return [];
  return [
    paint('bold', accepted ? 'Suggestions, accepted' : 'Suggestions'),
    ...table([{ title: 'state' }, { title: 'what' }, { title: 'suggested' }, { title: 'because' }], rows),
  ];
}

function lengthText(length: Readonly<Record<string, number>>): string {
  return Object.entries(length)
    .map(([unit, amount]) => `${amount} ${amount === 1 ? unit.replace(/s$/, '') : unit}`)
    .join(' ');
}
