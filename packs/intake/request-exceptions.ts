import { businessDays } from '@throughline/language';

/** What can go wrong with a request. */
export const requestExceptions = {
  emergencyUnjudged: {
    title: 'Begun without a decision',
    owner: 'executive',
    severity: 'high',
    within: 'judgeWithin',
    resolutions: ['it was one', 'it was none'],
    runbook:
      '1. Read why it could not wait.\n2. Say whether it was an emergency.\n3. If it was none, say so to who began it: the next one waits for a decision.',
  },
  unasked: {
    title: 'Nobody was asked how it went',
    owner: 'systems-analyst',
    severity: 'low',
    within: businessDays(5),
    resolutions: ['asked', 'not needed'],
    runbook: 'Ask who wanted it how it went, and note the answer.',
  },
  unmeasured: {
    title: 'Its number has no value',
    owner: 'systems-analyst',
    severity: 'medium',
    within: businessDays(5),
    resolutions: ['measured', 'put off', 'another number'],
    runbook:
      '1. Look whether the metric has cases in the period.\n2. Name another number, or put the measurement off, and say why.',
  },
} as const;

/** What is sent to who asked. */
export const requestMails = {
  vague: {
    subject: 'Your request {{ data.number }} needs more',
    text: '{{ data.title }}\n\nMissing: {{ data.missing.join(", ") }}\n{{ has(data.returnedWhy) ? data.returnedWhy : "" }}\nSay it on the page of the request: then it goes on.\n',
  },
  answer: {
    subject: 'Your request {{ data.number }}: {{ has(data.decision) ? data.decision : "open" }}',
    text: '{{ data.title }}\n\nDecision: {{ has(data.decision) ? data.decision : "open" }}\nWhy: {{ has(data.decisionWhy) ? data.decisionWhy : "" }}\nOptions considered: {{ has(data.options) ? data.options : "none" }}\n{{ has(data.reviewOn) ? "It is looked at again on " + data.reviewOn : "" }}{{ has(data.duplicateOf) ? "It goes on as " + data.duplicateOf : "" }}\n',
  },
} as const;
