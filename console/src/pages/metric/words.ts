import type { MetricHead } from '@throughline/api';
import { formatMeasure } from '../../format/metric.ts';
import { wordsOf } from '../../words/language.ts';

/** `everDisputed` is *Ever disputed*: dimensions are named as fields are. */
export function dimensionTitle(name: string): string {
  const words = name
    .replaceAll(/([a-z])([A-Z])/g, (_, before: string, letter: string) => `${before} ${letter.toLowerCase()}`)
    .replaceAll('_', ' ');
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

const directions: Readonly<Record<MetricHead['direction'], string>> = {
  up: 'more is better',
  down: 'less is better',
  band: 'best within its target',
};

/** `Target at most 40 days, less is better` */
export function targetWords({ target, unit, direction }: MetricHead, locale = 'en-GB'): string {
  const bound = (value: number) => {
    const measure = formatMeasure(value, { unit, currency: null }, locale);
    return `${measure.value.replace(/[.,]0$/, '')}${measure.unit === '%' ? '%' : ` ${measure.unit}`}`.trim();
  };
  const { from, to } = target ?? {};
  if (from === undefined && to === undefined) return `No target, ${directions[direction]}`;
  if (from !== undefined && to !== undefined) return `Target ${bound(from)} to ${bound(to)}`;
  return from === undefined ? `Target at most ${bound(to ?? 0)}` : `Target at least ${bound(from)}`;
}

/** What stands behind a figure of the unit: `days`, `%`. */
export function unitWord(unit: MetricHead['unit']): string {
  return unit === 'money' ? '' : formatMeasure(0, { unit, currency: null }, 'en-GB').unit;
}

const english = {
  last4Weeks: 'Last 4 weeks',
  last90Days: 'Last 90 days',
  last12Months: 'Last 12 months',
  span: (from: string | undefined, to: string | undefined) => `${from ?? 'Until'} to ${to ?? 'now'}`,
  period: 'Period',
  allTime: 'All the time',
  from: 'From',
  toThisDayIncluded: 'To, this day included',
  case: 'Case',
  flow: 'Flow',
  entity: 'Entity',
  counted: 'Counted',
  brings: 'Brings',
  unit: 'Unit',
  caseNoun: 'case',
  cases: 'cases',
  casesBehind: 'Cases behind it',
  casesBehindOf: (title: string) => `Cases behind ${title}`,
  noCaseBehind: 'No case is behind it.',
  casesBehindWhat: 'The cases behind it',
  countsBelow: 'counts below',
  none: 'none',
  nothingToMeasure: 'nothing to measure',
  madeOf: 'Made of',
  by: 'By',
  byDimension: (text: string) => `By ${text}`,
  whatMadeOf: 'What it is made of',
  metricBy: (title: string, dimensionTitle: string) => `${title} by ${dimensionTitle}`,
  nothingToMeasureHere: 'Nothing to measure.',
  value: 'value',
  values: 'values',
  nothingWasMeasuredYet: 'Nothing was measured yet.',
  moved: 'What moved it',
  whatMoved: 'What moved it',
  movedPeriods: (from: string, to: string, againstFrom: string, againstTo: string) =>
    `${from} to ${to} against ${againstFrom} to ${againstTo}`,
  splitBy: 'Split the change by',
  stage: 'Stage',
  whole: 'Whole',
  others: (count: string) => `${count} others`,
  notInBoth: 'Nothing was measured in one of the two periods.',
  openDiagnosis: (key: string) => `Open diagnosis ${key}`,
  metric: 'Metric',
  theMetric: 'The metric',
  owner: (title: string) => `owner ${title}`,
  metrics: 'Metrics',
  periods: 'By period',
  thePeriods: 'Its periods',
  grain: 'Periods',
  grains: { day: 'By day', week: 'By week', month: 'By month', quarter: 'By quarter' },
  yes: 'yes',
  no: 'no',
  upTo: (seal: string) => `read from the log up to ${seal}`,
  seal: (number: string) => `seal ${number}`,
  logEnd: 'its end',
  behindBy: (count: string) => `, ${count} events behind`,
  besideIt: '· beside it:',
  freezes: (days: string) => `A period is frozen ${days} days after its end; what is known later is restated beside it.`,
  changesOnIt: (count: string) => `What was changed meanwhile: ${count}`,
  noChange: 'Nothing was changed.',
  mark: 'Mark',
  change: 'Change',
  kind: 'Kind',
  at: 'When',
  kinds: {
    release: 'release',
    rollback: 'rollback',
    'flow-version': 'flow version',
    parameter: 'parameter',
    incident: 'outage',
    definition: 'definition',
    freeze: 'period frozen',
  },
  definitions: 'Definitions',
  definitionsNote: 'the first counts for all that was before it, too',
  noDefinition: 'No definition was recorded yet.',
  version: 'Version',
  definitionTitle: 'Title',
  inForce: 'In force since',
  definedBy: 'By',
  digest: 'Digest',
  sql: 'The SQL that measures it',
  noSql: (why: string) => `No view can say it: ${why}`,
  diagnose: 'Diagnose',
  diagnoseKey: 'diagnose',
  valueTitle: 'Value',
  fromCases: (count: string) => `from ${count}`,
} as const;

export const words = wordsOf({ en: english });
