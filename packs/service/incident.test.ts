import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkPack, compileFlow } from '@throughline/language';
import { tell } from '../../language/test/story.ts';
import { incident } from './incident.ts';
import { service } from './pack.ts';

const detect = `incident.detect ${JSON.stringify({
  ...{ number: 'INC-1', title: 'The carrier interface is down', priority: 'P1', vendor: 'Rheintal Logistik' },
  ...{ systems: ['Carrier interface'], flows: ['delivery'], beganAt: '2026-11-02T08:40:00.000Z' },
})}`;

test('[P95] the checker finds nothing in the pack of services, and an incident goes from its detection to what was learned', () => {
  assert.deepEqual(checkPack(service), []);
  assert.equal(compileFlow(incident).name, 'incident');
  tell(
    [incident],
    '2026-11-02',
    `0 09:00 | monitor (automation)     | ${detect}                  | detected     |
     0 09:20 | lea (systems-lead)       | incident.acknowledge       | acknowledged |
     0 10:00 | lea (systems-lead)       | incident.vendorSilent      | acknowledged | raised vendorUnresponsive
     0 13:20 | clock                    | incident.overdue           | acknowledged | raised overdue
     0 15:00 | lea (systems-lead)       | incident.resolve {"cause":"A certificate had run out","endedAt":"2026-11-02T14:50:00.000Z"} | resolved | resolved overdue, vendorUnresponsive
     1       | lea (systems-lead)       | incident.review "Ask the vendor for a status page" | reviewed |
     2       | lea (systems-lead)       | incident.close             | closed       |`,
  );
});
