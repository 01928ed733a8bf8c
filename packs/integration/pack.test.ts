import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkPack } from '@throughline/language';
import { tell } from '../../language/test/story.ts';
import { service } from '../service/pack.ts';
import { reconciliationBreak } from './break.ts';
import { integrationFailure } from './failure.ts';
import { integrationPack } from './pack.ts';

test('[P300] the checker finds nothing in the pack of integrations', () => {
  assert.deepEqual(checkPack(integrationPack, service.flows), []);
});

const at = '2026-10-12T02:10:00.000Z';
const group = (count: number, unknown: number) => ({
  ...{ count, unknown, atRisk: [{ currency: 'EUR', amount: 480_000 }], lastAt: at },
  parts: [{ errorClass: 'timed-out', outcome: 'unknown', count }],
});
const failed = JSON.stringify({
  ...{ number: 'crm-erp/1', integration: 'crm-erp', title: 'CRM to ERP', tier: 'critical', firstAt: at },
  ...group(8, 8),
});

test('[P301] a failure is one case with its parts: owned within the hour, looked up and replayed by somebody, verified with proof', () => {
  const more = JSON.stringify(group(20, 3));
  tell(
    [integrationFailure],
    '2026-10-12',
    `0 02:10 | bot (automation)        | integration-failure.fail ${failed}              | failed |
     0 02:10 | bot (automation)        | integration-failure.unknownOutcome | failed | raised unknownOutcome
     0 02:11 | bot (automation)        | integration-failure.retry          | retrying |
     0 02:12 | bot (automation)        | integration-failure.absorb ${more} | retrying |
     0 02:13 | bot (automation)        | integration-failure.die            | dead |
     0 02:20 | ana (integration-owner) | integration-failure.own            | owned |
     0 02:30 | bot (automation)        | integration-failure.lookedUp {"unknown":0} | owned | resolved unknownOutcome
     0 03:00 | ana (integration-owner) | integration-failure.sendAgain       | replayed |
     0 04:00 | bot (automation)        | integration-failure.verify {"proof":"20 of 20 are there once"} | verified |`,
  );
});

const found = {
  ...{ kind: 'missing', leftSays: '480.00 EUR', currency: 'EUR', difference: -48_000, amount: 48_000, lastSeen: at, ageDays: 1 },
  ...{ rightSays: '', systemOfRecord: 'CRM' },
};
const first = {
  number: 'crm-erp/INV-1',
  reconciliation: 'crm-erp',
  title: 'Invoices',
  record: 'INV-1',
  owner: 'ar-lead',
  firstSeen: at,
};

test('[P302] a break is explained by somebody and closed by the comparison alone', () => {
  tell(
    [reconciliationBreak],
    '2026-10-12',
    `0 06:00 | bot (automation)        | reconciliation-break.found ${JSON.stringify({ ...first, ...found })} | open |
     0 09:00 | ana (integration-owner) | reconciliation-break.agreed | open | refused: role-required
     0 09:01 | ana (integration-owner) | reconciliation-break.explain "It was rejected" | explained |
     1 06:00 | bot (automation)        | reconciliation-break.seen ${JSON.stringify({ ...found, difference: -47_000, amount: 47_000 })} | open |
     2 06:00 | bot (automation)        | reconciliation-break.agreed | closed |`,
  );
});
