import { businessDays, hours, minutes } from '@throughline/language';
import { breachReasons } from './incident-events.ts';

const lead = 'incident-lead' as const;
const systems = 'systems-lead' as const;

export const incidentExceptions = {
  noLead: {
    title: 'Nobody leads',
    owner: systems,
    severity: 'critical',
    within: minutes(15),
    resolutions: ['appointed'],
    runbook: '1. Name somebody who is awake and can decide.\n2. Tell everybody who works on it.\n3. Until then it is you.',
  },
  communicationOverdue: {
    title: 'The next word is overdue',
    owner: lead,
    severity: 'high',
    within: hours(1),
    resolutions: ['said'],
    runbook:
      '1. Say how it stands, even where nothing is new.\n2. Say what works meanwhile, and by when more is known.\n3. Ask somebody to do it from now on.',
  },
  responseBreached: {
    title: 'Responded to too late',
    owner: systems,
    severity: 'high',
    within: businessDays(5),
    resolutions: [...breachReasons],
    runbook: '1. Call who is on duty.\n2. Afterwards say why nobody came.',
  },
  resolutionBreached: {
    title: 'Not resolved in time',
    owner: systems,
    severity: 'high',
    within: businessDays(5),
    resolutions: [...breachReasons],
    runbook:
      '1. Take the next step of the escalation matrix.\n2. Say what a workaround would cost.\n3. Afterwards say why it took longer.',
  },
  vendorUnresponsive: {
    title: 'The vendor does not answer',
    owner: systems,
    severity: 'high',
    within: hours(4),
    resolutions: ['answered', 'escalated', 'done without them'],
    runbook:
      '1. Call the escalation contact of the contract.\n2. Say by when which workaround will do.\n3. Note in the incident what was promised.',
  },
  causeNotTold: {
    title: 'The change was not told',
    owner: systems,
    severity: 'medium',
    within: businessDays(2),
    resolutions: ['told by hand', 'not the cause'],
  },
  problemRefused: {
    title: 'No problem was opened',
    owner: systems,
    severity: 'medium',
    within: businessDays(2),
    resolutions: ['there was one', 'opened by hand'],
  },
  runbookNotNoted: {
    title: 'The use of the runbook was not noted',
    owner: systems,
    severity: 'low',
    within: businessDays(5),
    resolutions: ['noted by hand', 'no such document'],
  },
} as const;
