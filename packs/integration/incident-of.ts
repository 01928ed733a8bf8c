import { hours } from '@throughline/language';
import { byMonitor } from './roles.ts';

/** What hangs on it, or how much of it fails, makes it an incident; one for all of the group, however much more comes. */
const incidentNumber = '"INC-" + data.number';
const isIncident = (of: 'data' | 'event') => `${of}.tier == "critical" || event.count >= parameters.incidentFrom`;
const opensIncident = {
  link: { incident: incidentNumber },
  open: [
    {
      flow: 'incident',
      event: 'detect',
      key: incidentNumber,
      with: {
        number: incidentNumber,
        title: 'data.title + ": failures"',
        priority: 'data.tier == "critical" ? "P2" : data.tier == "important" ? "P3" : "P4"',
        category: '"integration"',
        integrations: '[data.integration]',
        failures: '[data.number]',
        signature: '"integration/" + data.integration',
        blocked: 'data.count',
        atRisk: 'data.atRisk',
        detectedBy: '"monitor"',
        beganAt: 'data.firstAt',
      },
      onRefused: 'incidentRefused',
    },
  ],
} as const;
const tellsIncident = {
  send: [
    {
      flow: 'incident',
      key: incidentNumber,
      event: 'absorb',
      with: { failure: 'data.number', blocked: 'data.count', atRisk: 'data.atRisk' },
      onRefused: 'incidentRefused',
    },
  ],
} as const;

/** More of it fails. */
export function takesIn<const T extends 'owned'>(absorbed: Readonly<Record<string, string>>, to?: T) {
  const moves = to === undefined ? byMonitor : { ...byMonitor, to };
  return [
    { ...moves, when: 'has(data.incident)', set: absorbed, ...tellsIncident },
    {
      ...moves,
      when: `!has(data.incident) && (${isIncident('data')})`,
      set: { ...absorbed, incident: incidentNumber },
      ...opensIncident,
    },
    { ...moves, when: `!has(data.incident) && !(${isIncident('data')})`, set: absorbed },
  ] as const;
}

/** The first of it fails. */
export const begins = [
  { ...byMonitor, to: 'failed', when: isIncident('event'), set: { incident: '"INC-" + event.number' }, ...opensIncident },
  { ...byMonitor, to: 'failed', when: `!(${isIncident('event')})` },
] as const;

export const incidentRefused = {
  title: 'The incident does not take it',
  owner: 'systems-lead',
  severity: 'high',
  within: hours(4),
  resolutions: ['it was over', 'opened by hand'],
  runbook: '1. Look whether the incident is over.\n2. If it fails still, open another by hand, and name this failure in it.',
} as const;
