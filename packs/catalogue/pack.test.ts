import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkPack } from '@throughline/language';
import { tell } from '../../language/test/story.ts';
import { integration } from '../integration/integration.ts';
import { coverage } from './coverage.ts';
import { document } from './document.ts';
import { catalogue } from './pack.ts';
import { system } from './system.ts';

test('[P310] the checker finds nothing in the pack of systems and documents', () => {
  assert.deepEqual(checkPack(catalogue, [integration]), []);
});

const erp = JSON.stringify({
  ...{ name: 'ERP', title: 'ERP', owner: 'systems-lead', tier: '1', disposition: 'invest' },
  ...{ renewsOn: '2027-03-31', noticeDays: 90 },
});

test('[P311] a system is called before its renewal, and lapses the day after it; a lead alone says that it goes', () => {
  tell(
    [system],
    '2026-12-01',
    `0 09:00   | kim (systems-analyst) | system.register ${erp} | live |
     30 09:00  | clock | system.renewal/notice | live | task renewal/notice
     121 09:00 | clock | system.lapse/lapsed | live | raised renewalLapsed
     122 08:00 | kim (systems-analyst) | system.renewed {"renewsOn":"2028-03-31"} | live | resolved renewalLapsed
     130 09:00 | kim (systems-analyst) | system.retire "Nobody needs two" | live | refused: role-required
     130 10:00 | ann (systems-lead)    | system.retire "Nobody needs two" | retiring |`,
  );
});

const runbook = JSON.stringify({
  ...{ number: 'RB-1', title: 'ERP does not post', kind: 'runbook', ofKind: 'system', of: 'ERP', owner: 'systems-lead' },
  ...{ reviewedOn: '2026-01-15' },
});

test('[P312] a document is due a year after its review or after an incident, stale a month later, and current again when confirmed', () => {
  tell(
    [document],
    '2026-12-01',
    `0 09:00   | kim (systems-analyst) | document.register ${runbook} | current |
     45 09:00  | clock | document.firstReview/due | due |
     45 09:00  | clock | document.freshness/look | due | task freshness/look
     75 09:00  | clock | document.freshness/stale | stale |
     80 09:00  | kim (systems-analyst) | document.confirm {"reviewedOn":"2027-02-19"} | current |
     90 09:00  | leo (incident-lead) | document.lookAgain "INC-7: step 3 is wrong" | due |
     90 09:00  | clock | document.freshness/look | due |
     91 09:00  | kim (systems-analyst) | document.confirm {"reviewedOn":"2027-03-02"} | current |`,
  );
});

test('[P312] a draft is reviewed by somebody who did not write it', () => {
  tell(
    [document],
    '2026-12-01',
    `0 09:00 | kim (systems-analyst) | document.draft ${runbook} | draft |
     1 09:00 | kim (systems-analyst) | document.review {"reviewedOn":"2026-12-02"} | draft | awaiting review; task approve review
     1 10:00 | kim (systems-analyst) | document.approve {"of":"review"} | draft | refused: approver-excluded
     1 11:00 | ann (systems-lead)    | document.approve {"of":"review"} | reviewed |
     2 09:00 | kim (systems-analyst) | document.publish | current |`,
  );
});

const found = JSON.stringify({
  ...{ number: 'system:ERP', kind: 'system', name: 'ERP', title: 'ERP', tier: '1', owner: 'systems-lead' },
});

test('[P313] coverage says in its state what is missing, and its exceptions end with it', () => {
  tell(
    [coverage],
    '2026-12-01',
    `0 06:00 | bot (automation) | coverage.found ${found} | covered |
     0 06:00 | bot (automation) | coverage.documentationMissing {"gaps":["runbook missing"]} | undocumented | raised undocumented
     0 06:00 | bot (automation) | coverage.onePersonOnly {"people":1} | exposed | raised onePersonOnly
     1 06:00 | bot (automation) | coverage.documentationMissing {"gaps":["runbook stale"]} | exposed |
     2 06:00 | ann (systems-lead) | coverage.covered {"people":2} | exposed | refused: role-required
     2 06:00 | bot (automation) | coverage.documentationComplete {"gaps":[]} | one_person | resolved undocumented
     3 06:00 | bot (automation) | coverage.covered {"people":2} | covered | resolved onePersonOnly
     4 06:00 | bot (automation) | coverage.ownerMissing | covered | raised noOwner
     5 06:00 | bot (automation) | coverage.ownerNamed | covered | resolved noOwner`,
  );
});
