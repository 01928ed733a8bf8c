import type { RequestDetail, RequestView } from '@throughline/api';
import { isJsonObject, type JsonObject } from '@throughline/language';
import { titleOfEvent } from '../cases/event-title.ts';
import { loadFlows } from '../cases/flow-book.ts';
import { doerName } from '../cases/names.ts';
import type { Throughline } from '../throughline.ts';
import { redactFor } from '../visible/redact.ts';
import { wordedOf } from './ask.ts';
import { caseOfRequest, wholeParameter } from './business-cases.ts';
import { findNumbered, type Looking, readCases, showRequests } from './requests.ts';
import { similarTo } from './similar.ts';

/** What is said of a request by whoever may: triage and scores, decisions, overrides, verdicts. */
const decisions: ReadonlySet<string> = new Set([
  ...[
    'submit',
    'resubmit',
    'return',
    'triage',
    'score',
    'rescore',
    'override',
    'decide',
    'postpone',
    'duplicate',
    'tell',
    'reopen',
  ],
  ...['approve', 'decline', 'plan', 'unplan', 'expedite', 'judge', 'measure', 'putOff', 'setOutcome', 'withdraw'],
]);

/**
 * One request with all that was decided of it, by whom, and what is like it.
 *
 * @throws ThroughlineError request-unknown
 */
export async function showRequest(throughline: Throughline, number: string, looking: Looking): Promise<RequestDetail> {
  const { visible, now } = looking;
  const found = await findNumbered(throughline, { flow: 'request', number, visible });
  const [view] = await showRequests(throughline, [found], looking);
  const flow = (await loadFlows(throughline, [found]))(found);
  const events = await throughline.engine.history(found.id, { limit: 1000 });
  const redact = redactFor(visible, flow, found, { events, now });
  const others = (await readCases(throughline, 'request', visible)).filter(({ key }) => key !== number).map(wordedOf);
  const kept = visible.hidden(flow, found.entity);
  return {
    ...(view as RequestView),
    sponsorAbove: await wholeParameter(throughline, 'request', 'executiveAbove'),
    businessCase: await caseOfRequest(throughline, number, looking),
    inputs: inputsOf(found.data),
    similar: kept.has('rationale') ? [] : [...similarTo(wordedOf(found), others)],
    decisions: events
      .filter(({ type }) => decisions.has(type))
      .sort((a, b) => b.seq - a.seq)
      .slice(0, 200)
      .map((event) => ({
        at: new Date(event.occurredAt).toISOString(),
        event: titleOfEvent(throughline, flow, event),
        by: doerName(throughline, event),
        says: saysOf(event.type, event.input ?? {}, event.reason, redact),
      })),
  };
}

const titles = [
  ...[
    ['value', 'Value'],
    ['urgency', 'Urgency'],
    ['risk', 'Risk removed'],
    ['reach', 'Reach'],
  ],
  ...[
    ['confidence', 'Confidence, in percent'],
    ['effort', 'Effort, in person-weeks'],
  ],
] as const;

function inputsOf(data: JsonObject): RequestDetail['inputs'] {
  const { inputs, weights, rubric } = data;
  if (!isJsonObject(inputs)) return [];
  const weight = (index: number) => (rubric === 'weighted' && Array.isArray(weights) ? weights[index] : undefined);
  return titles.map(([name, title], index) => ({
    title: title ?? '',
    value: Number(inputs[name ?? '']),
    weight: asNumber(weight(index)),
  }));
}

const asNumber = (value: unknown) => (typeof value === 'number' ? value : null);

function saysOf(type: string, input: JsonObject, reason: string | null, redact: (text: string) => string): string | null {
  const { answer, why, options, reviewOn, sponsor, of, plan, value } = input;
  const parts = [
    ...(typeof answer === 'string' ? [`Answer: ${answer}.`] : []),
    ...(type === 'override' && typeof sponsor === 'string' ? [`Stands behind it: ${sponsor}.`] : []),
    ...(type === 'duplicate' && typeof of === 'string' ? [`Goes on as ${of}.`] : []),
    ...(type === 'plan' && typeof plan === 'string' ? [`In ${plan}.`] : []),
    ...(type === 'measure' && typeof value === 'number' ? [`Measured: ${Number(value.toPrecision(6))}.`] : []),
    ...(typeof why === 'string' ? [why] : []),
    ...(typeof options === 'string' ? [`Options considered: ${options}`] : []),
    ...(typeof reviewOn === 'string' ? [`Looked at again on ${reviewOn}.`] : []),
    ...(reason === null ? [] : [reason]),
  ];
  return parts.length === 0 ? null : redact(parts.join(' '));
}
