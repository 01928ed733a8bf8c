import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hiddenText, type ServiceView } from '@throughline/api';
import { standardMessages } from '@throughline/packs';
import { messagesOf } from './messages.ts';

type Facts = Parameters<typeof messagesOf>[1];
const live = { failures: 0, open: 0, unknown: 0, atRisk: [], blocked: { cases: 0, worth: [], withheld: false } };
const incident: Facts['incident'] = {
  ...{
    caseId: '00000000000000000000000000000000',
    number: 'INC-7',
    title: 'No labels are printed',
    priority: 'P1',
    category: null,
  },
  state: { name: 'acknowledged', title: 'Acknowledged', final: false },
  ...{ systems: ['ERP'], integrations: [], flows: ['delivery'], lead: 'Lea', detectedBy: 'monitor' },
  ...{ beganAt: '2026-11-02T08:40:00.000Z', endedAt: null, blocked: 31, atRisk: [{ currency: 'EUR', amount: 4_120_000 }] },
  ...{ sayBy: '2026-11-02T09:30:00.000Z', late: [], problem: null, causedBy: null, communications: null, scribe: null },
  ...{ workaround: null, eta: null, vendor: null, impact: 'Goods wait', breachReason: null },
};
const standard: ServiceView['messages'] = standardMessages.map((one) => ({
  ...{ ...one, priorities: [...one.priorities], document: null },
}));
const said = (templates: ServiceView['messages'], more: Partial<Facts['incident']> = {}) =>
  new Map(
    messagesOf(templates, { incident: { ...incident, ...more }, live }).map(({ audience, text, document }) => [
      audience,
      [text, document?.number ?? null],
    ]),
  );

test('[S845] what is said to an audience is of the text for it and the priority, without the lines of which nothing is known; a text of the company comes first', () => {
  const first = said(standard);
  assert.deepEqual([...first.keys()], ['it-leadership', 'business-leadership', 'users', 'customers'], 'there is no vendor');
  assert.deepEqual(first.get('business-leadership'), [
    [
      'No labels are printed, since 2026-11-02 08:40 UTC.',
      'What it means: Goods wait; 31 cases wait; EUR 41,200.00 at risk.',
      'Led by Lea.',
      'The next word comes by 2026-11-02 09:30 UTC.',
    ].join('\n'),
    null,
  ]);
  assert.doesNotMatch(said(standard, { lead: hiddenText }).get('business-leadership')?.[0] ?? '', /Led by|hidden/);
  const minor = said(standard, { priority: 'P3' });
  assert.match(minor.get('business-leadership')?.[0] ?? '', /^No labels are printed, since .* Nothing is asked of you\.\n/);
  const more = {
    ...{
      vendor: { name: 'Rheintal', calledAt: null, said: null },
      workaround: 'Print by hand',
      endedAt: '2026-11-02T11:30:00.000Z',
    },
  };
  const later = said(standard, more);
  assert.ok(later.has('vendor'));
  assert.equal(
    later.get('customers')?.[0],
    [
      'Since 2026-11-02 08:40 UTC a part of our service does not work as usual.',
      'What you can do meanwhile: Print by hand',
      'It works again since 2026-11-02 11:30 UTC.',
    ].join('\n'),
  );
  const own = (number: string, text: string, priorities: ('P1' | 'P2')[]) => ({
    ...{ audience: 'users', priorities, text, document: { caseId: incident.caseId, number, title: number } },
  });
  const house = [
    own('DOC-1', '{title}: call the desk. {whatever}', []),
    own('DOC-2', '{title}: stop work.\n{eta}', ['P1']),
    ...standard,
  ];
  assert.deepEqual(said(house).get('users'), ['No labels are printed: stop work.', 'DOC-2']);
  assert.deepEqual(said(house, { priority: 'P4' }).get('users'), ['No labels are printed: call the desk. {whatever}', 'DOC-1']);
});
