import { hiddenText, type IncidentRoom } from '@throughline/api';
import { formatMoney, type JsonObject, type Millis } from '@throughline/language';
import { textOf } from './read-incidents.ts';

type Facts = Pick<IncidentRoom, 'incident' | 'live' | 'said' | 'actions' | 'problem'>;

/** An instant to the minute, for readers anywhere. */
export const minute = (at: string) => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
const moneyOf = (some: readonly { readonly currency: string; readonly amount: number }[]) =>
  some.map(({ currency, amount }) => formatMoney(BigInt(amount), currency)).join(', ');

/** What it means, in one line; null: nobody knows yet. */
export function impactLine({ incident, live }: Pick<Facts, 'incident' | 'live'>): string | null {
  const { impact, blocked, atRisk } = incident;
  const isLive = live.failures > 0;
  const money = moneyOf(isLive ? live.atRisk : atRisk);
  const parts = [
    ...(impact === null ? [] : [impact]),
    ...(isLive ? [`${live.open} of ${live.failures} records wait`] : blocked === null ? [] : [`${blocked} cases wait`]),
    ...(live.unknown === 0 ? [] : [`of ${live.unknown} it is not known`]),
    ...(money === '' ? [] : [`${money} at risk`]),
    ...(live.blocked.cases === 0 ? [] : [blockedText(live.blocked)]),
  ];
  return parts.length === 0 ? null : parts.join('; ');
}

function blockedText({ cases, worth }: Facts['live']['blocked']): string {
  const money = moneyOf(worth);
  const some = cases === 1 ? '1 case of what it touches is blocked' : `${cases} cases of what it touches are blocked`;
  return money === '' ? some : `${some}, worth ${money}`;
}

/** How it stands, in words that can be sent to anybody. Markdown. */
export function statusText(facts: Facts, now: Millis): string {
  const { number, title, priority, state, beganAt, endedAt, lead, workaround, eta, vendor, sayBy, systems, flows } =
    facts.incident;
  const impact = impactLine(facts);
  return [
    `# ${number}: ${title}`,
    '',
    `As of ${minute(new Date(now).toISOString())}: **${state.title}**, priority ${priority}, since ${minute(beganAt)}.`,
    '',
    ...(endedAt === null ? [] : [`- Over since ${minute(endedAt)}`]),
    ...(impact === null ? [] : [`- What it means: ${impact}`]),
    ...(systems.length + flows.length === 0 ? [] : [`- It touches: ${[...systems, ...flows].join(', ')}`]),
    ...(workaround === null ? [] : [`- Until then: ${workaround}`]),
    ...(eta === null || endedAt !== null ? [] : [`- Expected to be over: ${minute(eta)}`]),
    ...(vendor === null ? [] : [`- Vendor: ${vendor.name}${vendor.said === null ? '' : `, says: ${vendor.said}`}`]),
    ...(lead === hiddenText ? [] : [`- It is led by ${lead ?? 'nobody yet'}`]),
    ...(sayBy === null ? [] : [`- The next word comes by ${minute(sayBy)}`]),
    '',
  ].join('\n');
}

const parts = [
  ['timeline', 'What happened when'],
  ['cause', 'Cause'],
  ['contributing', 'What contributed'],
  ['detectionGap', 'Why it was not seen earlier'],
  ['prevention', 'What keeps it from coming back'],
] as const;

/** What was learned of it; null before its review. Markdown. */
export function summaryText(facts: Facts, data: JsonObject): string | null {
  if (textOf(data, 'prevention') === null) return null;
  const { number, title, priority, beganAt, endedAt, causedBy, breachReason } = facts.incident;
  const hours = endedAt === null ? null : (Date.parse(endedAt) - Date.parse(beganAt)) / 3_600_000;
  const impact = impactLine(facts);
  return [
    `# After ${number}: ${title}`,
    '',
    `Priority ${priority}, from ${minute(beganAt)}${endedAt === null ? '' : ` to ${minute(endedAt)} (${hours?.toFixed(1)} hours)`}.`,
    '',
    ...(impact === null ? [] : [`Impact: ${impact}.`, '']),
    ...(causedBy === null ? [] : [`Caused by ${causedBy}.`, '']),
    ...(breachReason === null ? [] : [`It took longer than promised: ${breachReason}.`, '']),
    ...parts.flatMap(([field, head]) => [`## ${head}`, '', textOf(data, field) ?? '', '']),
    '## Corrective actions',
    '',
    ...(facts.actions.length === 0 ? ['None of its own.'] : []),
    ...facts.actions.map(
      ({ number: action, title: what, owner, dueOn, doneOn, state }) =>
        `- ${action}: ${what}, ${owner ?? 'nobody named'}, due ${dueOn}, ${doneOn === null ? state.title.toLowerCase() : `done ${doneOn}`}`,
    ),
    ...(facts.problem === null ? [] : ['', `Problem: ${facts.problem.number}, ${facts.problem.state.title.toLowerCase()}.`]),
    '',
    '## What was said',
    '',
    ...(facts.said.length === 0 ? ['Nothing was said.'] : []),
    ...[...facts.said].reverse().map(({ at, audience, text }) => `- ${minute(at)}, to ${audience.replaceAll('-', ' ')}: ${text}`),
    '',
  ].join('\n');
}
