import type { Database, Home, MetricTile, Risk } from '@throughline/api';
import { dayOf, formatDayLong, formatDue } from '../../format/day.ts';
import { formatMeasure, measureText } from '../../format/metric.ts';
import { formatMoney, formatMoneyWhole } from '../../format/money.ts';
import { formatCount, formatCounted } from '../../format/number.ts';
import { formatPeriod } from '../../format/period.ts';
import type { FormatSettings } from '../../format/settings.ts';
import { caseAddress, latestWindow, metricAddress, riskAddress, rungsAddress, tasksAddress } from '../addresses.ts';
import { words } from './words.ts';

/*
 * The three sentences of the first page, from what the server counted. Figures, no adjectives; where there is nothing, they say so.
 */

/** A figure with its unit, and the list that shows the same figure. */
export interface LinkedFigure {
  readonly text: string;
  readonly href: string;
  /** Unrounded, where the text is rounded. */
  readonly exact?: string;
}

/** Text and figures, in their order. */
export type Words = readonly (string | LinkedFigure)[];

export interface Telling {
  readonly database: Database;
  readonly settings: FormatSettings;
}

/** A sentence has no more figures to open than a reader can hold. */
const linksMax = 4;

export function brokeWords({ broke, metrics }: Pick<Home, 'broke' | 'metrics'>, telling: Telling): Words {
  const { database, settings } = telling;
  const { metric } = broke;
  const all = `/${database}#metrics`;
  if (broke.status === 'measuring') return [words.measuring];
  if (broke.status === 'too-little') return tooLittleWords(metrics, telling);
  if (broke.status === 'nothing' || metric === null) {
    const judged = metrics.filter(({ value, limits }) => value !== null && limits !== null).length;
    const text = formatCounted(judged, { one: words.metric, many: words.metrics }, settings.locale);
    return [words.nothingBroke, { text, href: all }, judged === 1 ? words.is : words.are, words.withinLimitsOfWeeksBefore];
  }
  return [
    ...howItMoved(metric, broke, telling),
    ...whatItComesFrom(metric, broke, telling),
    broke.part === null ? ' ' : '; ',
    ...whatCameBefore(broke.changeBefore, broke.part === null, telling),
    ...whatElse(
      metrics.filter((other) => other.broke && other.id !== metric.id),
      telling,
    ),
  ];
}

/** Why nothing is said, and what the reader can do: data of long ago, and data of a few weeks, are two things. */
function tooLittleWords(metrics: readonly MetricTile[], { database, settings }: Telling): Words {
  const points = metrics.flatMap(({ series }) => series);
  const [first] = points.map(({ from }) => from).sort();
  if (first === undefined) return [words.tooLittle];
  const since = formatDayLong(first, settings);
  const compared = words.howItIsSeen;
  const pages = { text: words.pageOfEachMetric, href: `/${database}#metrics` };
  // A count of nothing is a value too.
  if (points.every(({ value }) => value === null || value === 0)) {
    return [words.nothingToMeasure(compared, since), pages, '.'];
  }
  return [words.tooLittleSince(compared, since), pages, '.'];
}

function whatElse(others: readonly MetricTile[], { database, settings }: Telling): Words {
  const [other] = others;
  if (other === undefined) return [];
  if (others.length === 1 && other.value !== null) {
    const href = metricAddress(database, other.id, latestWindow(other));
    return [words.pastItsAlarmTooAt(other.title), { text: measureText(other.value, other, settings.locale), href }, '.'];
  }
  const text = formatCounted(others.length, { one: words.otherMetric, many: words.otherMetrics }, settings.locale);
  return [' ', { text, href: `/${database}#metrics` }, words.pastTheirAlarmsToo];
}

/** What it moved by is told against what was expected of it, not against the period before, which may have been out of line, too. */
function howItMoved(metric: MetricTile, { since, change: moved }: Home['broke'], { database, settings }: Telling): Words {
  const value = metric.value ?? 0;
  const change = moved ?? 0;
  const { limits } = metric;
  const limit = limits === null ? undefined : value > limits.upper ? limits.upper : limits.lower;
  return [
    words.moved(metric.title, change, changeText(Math.abs(change), metric, settings)),
    { text: measureText(value, metric, settings.locale), href: metricAddress(database, metric.id, latestWindow(metric)) },
    metric.currency === null || metric.unit === 'money' ? '' : words.in(metric.currency),
    words.inPeriod(periodText(metric, settings)),
    limit === undefined ? '' : words.pastItsAlarmOf(measureText(limit, metric, settings.locale)),
    since === null ? '.' : words.levelSince(formatDayLong(since, settings), change),
  ];
}

function whatItComesFrom(metric: MetricTile, { part, change: moved }: Home['broke'], { database, settings }: Telling): Words {
  if (part === null || moved === null) return [];
  const where = [`${part.dimension}=${part.value}`];
  const of = (value: number | null) => (value === null ? words.none : measureText(value, metric, settings.locale));
  const figure = (change: number) => formatMeasure(Math.abs(change), metric, settings.locale).value;
  // Where other parts went the other way, the part is more than the whole: as a figure of it, it could not be read.
  const isAll = part.share >= 1;
  const text = isAll ? words.allOf : words.ofThe(figure(part.change), figure(moved));
  const exact = isAll ? { exact: changeText(Math.abs(part.change), metric, settings) } : {};
  return [
    ' ',
    { text, href: metricAddress(database, metric.id, { ...latestWindow(metric), where }), ...exact },
    words.comesFrom(isAll, lowered(part.dimensionTitle), part.valueTitle, of(part.before), of(part.after)),
  ];
}

/** `begins`: it begins a sentence. */
function whatCameBefore(change: Home['broke']['changeBefore'], begins: boolean, { database, settings }: Telling): Words {
  if (change === null) return [words.nothingBefore(begins)];
  const name = change.title.split(': ')[0] ?? change.title;
  // The day on which the metric left its limits is known to the week: which of the two was first, the reader sees.
  const live = words.wentLiveOn(formatDayLong(change.at, settings));
  if (change.case === null) return [`${name} ${live}`];
  return [
    words.inText(name),
    { text: words.release(change.key), href: caseAddress(database, change.case.id), exact: change.title },
    ` ${live}`,
  ];
}

export function riskWords(risk: Risk | null, now: string, telling: Telling): Words {
  if (risk === null) return [words.noMoneyAtRisk];
  if (risk.cases === 0) return [...nothingLate(risk, telling), ...soonWords(risk, telling)];
  const { database, settings } = telling;
  const today = dayOf(Date.parse(now), settings.timeZone);
  const cases = {
    text: formatCounted(risk.cases, risk.noun, settings.locale),
    href: riskAddress(database, risk, { today, part: 'all' }),
  };
  const named = risk.amounts.slice(0, linksMax - 1);
  const amounts = named.map((money) => ({
    text: formatMoneyWhole(money, settings.locale),
    href: riskAddress(database, risk, { today, part: 'all', currency: money.currency }),
    exact: formatMoney(money, settings.locale),
  }));
  const rest = risk.amounts.length - named.length;
  const list = rest === 0 ? amounts : [...amounts, words.amountsInMoreCurrencies(formatCount(rest, settings.locale))];
  return [
    ...enumerated(list),
    risk.amounts.length === 1 ? words.is : words.are,
    words.overdueOn,
    cases,
    '.',
    ...lateBeforeWords(risk, today, telling),
    ...soonWords(risk, telling),
  ];
}

/** Nobody was told of these, and of the rungs that had passed nobody will be. */
function lateBeforeWords(risk: Risk, today: string, { database, settings }: Telling): Words {
  const { cases, rung } = risk.lateBefore;
  if (cases === 0) return [];
  const text = cases === risk.cases ? words.allOfThem : words.ofThem(formatCount(cases, settings.locale));
  return [' ', { text, href: riskAddress(database, risk, { today, part: { rung } }) }, words.wereLateBefore(cases)];
}

function nothingLate({ noun, nextDue }: Risk, { database, settings }: Telling): Words {
  const none = words.noOverdue(noun.one);
  if (nextDue === null) return [none];
  const due = formatDue(nextDue.on, false, settings);
  return [words.nextDue(none), { text: nextDue.case.key, href: caseAddress(database, nextDue.case.id) }, `, ${due}.`];
}

function soonWords(risk: Risk, { database, settings }: Telling): Words {
  if (risk.soon === 0) return [words.noRungFiresIn];
  const asking = risk.soonAsking.map(({ count, title }) =>
    words.askFor(formatCount(count, settings.locale), count, lowered(title)),
  );
  return [
    ' ',
    {
      text: formatCounted(risk.soon, { one: words.rung, many: words.rungs }, settings.locale),
      href: rungsAddress(database, risk, 'all'),
    },
    words.fireSoon(risk.soon, asking.length === 0 ? '' : `; ${joined(asking)}`),
  ];
}

export function decideWords(
  { decisions, tasks, groups, firstDue, items }: Home['decide'],
  { database, settings }: Telling,
): Words {
  if (decisions === 0) {
    const none = words.nothingWaitsForYourDecision;
    if (tasks === 0) return [none];
    const text = formatCounted(tasks, { one: words.task, many: words.taskNouns }, settings.locale);
    return [`${none} `, { text, href: tasksAddress(database, { show: 'mine' }) }, tasks === 1 ? words.isYours : words.areYours];
  }
  const text = formatCounted(decisions, { one: words.decision, many: words.decisions }, settings.locale);
  const late = items[0]?.late === true;
  const when = firstDue === null ? '' : words.firstDue(late, formatDue(firstDue, late, settings));
  const named = groups.slice(0, linksMax - 1);
  const said = named.flatMap(
    (group, index): Words => [
      index === 0 ? '' : '; ',
      {
        text: `${formatCount(group.count, settings.locale)} × ${titleText(group.title)}`,
        href: tasksAddress(database, { show: 'decisions', title: group.title }),
      },
      group.amounts.length === 0 ? '' : `, ${joined(group.amounts.map((money) => formatMoneyWhole(money, settings.locale)))}`,
    ],
  );
  const rest = decisions - named.reduce((sum, { count }) => sum + count, 0);
  return [
    { text, href: tasksAddress(database, { show: 'decisions' }) },
    words.waitForYou(decisions, when),
    ...said,
    rest === 0 ? '.' : `; ${formatCounted(rest, { one: words.other, many: words.others }, settings.locale)}.`,
  ];
}

/** The latest period of a metric that is over. */
function periodText({ grain, series }: MetricTile, settings: FormatSettings): string {
  const last = series.at(-1);
  return last === undefined ? '' : formatPeriod({ grain, ...last }, settings);
}

/** Between two percentages lie points. */
function changeText(change: number, metric: MetricTile, settings: FormatSettings): string {
  return metric.unit === 'share'
    ? words.points(formatMeasure(change, metric, settings.locale).value)
    : measureText(change, metric, settings.locale);
}

/** What is decided, within a sentence. */
function titleText(title: string): string {
  return lowered(title.replace(/^Approve: /, ''));
}

/** In the middle of a sentence; a word of capitals stays as it is. */
export function lowered(text: string): string {
  return /^\p{Lu}{2}/u.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}

function enumerated(parts: Words): Words {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [index === parts.length - 1 ? words.and : ', ', part]));
}

function joined(texts: readonly string[]): string {
  return enumerated(texts).join('');
}
