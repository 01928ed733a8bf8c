import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkPack, compileFlow } from '@throughline/language';
import { tell } from '../../language/test/story.ts';
import { incident } from '../service/incident.ts';
import { service } from '../service/pack.ts';
import { diagnosis } from './diagnosis.ts';
import { diagnosisPack } from './pack.ts';

const ask = `diagnosis.ask ${JSON.stringify({
  ...{ number: 'DG-1', metric: 'invoice-error-rate', title: 'Invoice error rate', answers: 'billing-lead' },
  ...{ from: '2026-10-01', to: '2026-11-01', againstFrom: '2026-08-01', againstTo: '2026-10-01', where: [] },
  ...{
    openedAt: '2026-11-02T09:00:00.000Z',
    knownAt: '2026-11-02T09:00:00.000Z',
    entities: [],
    seenAs: 'all',
    seed: 7,
    choices: '{}',
    revisions: [],
  },
})}`;
const found = (more: object = {}) => JSON.stringify({ summary: 'So it is', result: '{}', ...more });
const again = JSON.stringify({ choices: '{"bucket":"lateDelivery"}', revisions: ['bucket'] });

test('[P90] the checker finds nothing in the pack of diagnoses, and its flow compiles by itself', () => {
  assert.deepEqual(checkPack(diagnosisPack, service.flows), []);
  assert.equal(compileFlow(diagnosis).name, 'diagnosis');
});

test('[P91] the program finds step after step; a person takes one back with a reason, and it is found anew', () => {
  tell(
    [diagnosis],
    '2026-11-02',
    `0 09:00 | pia (billing-lead)             | ${ask}                                                   | stage  |
     0 09:00 | pia (billing-lead)             | diagnosis.findStage ${found()}                           | stage  | refused: role-required
     0 09:01 | run (automation) | diagnosis.findStage ${found()}                          | bucket |
     0 09:01 | run (automation) | diagnosis.findBucket ${found()}                         | sample |
     0 09:01 | run (automation) | diagnosis.findSample ${found()}                         | pattern |
     0 09:01 | run (automation) | diagnosis.findPattern ${found({ verdict: 'pattern' })}  | action |
     0 09:01 | run (automation) | diagnosis.findAction ${found({ verdict: 'pattern', says: 'It rose.' })} | action |
     0 10:00 | pia (billing-lead)             | diagnosis.reviseBucket ${again} "Deliveries were late"   | bucket |
     0 10:01 | run (automation) | diagnosis.findBucket ${found()}                         | sample |`,
  );
});

test('[P92] no pattern is an exception, until a decision says what comes of it', () => {
  tell(
    [diagnosis],
    '2026-11-02',
    `0 09:00 | pia (billing-lead)             | ${ask}                                                   | stage  |
     0 09:01 | run (automation) | diagnosis.findStage ${found()}                          | bucket |
     0 09:01 | run (automation) | diagnosis.findBucket ${found()}                         | sample |
     0 09:01 | run (automation) | diagnosis.findSample ${found()}                         | pattern |
     0 09:01 | run (automation) | diagnosis.findPattern ${found({ verdict: 'nothing' })}  | action | raised noPattern
     0 12:00 | pia (billing-lead)             | diagnosis.decide {"decision":"no-action"} "Within chance" | closed | resolved noPattern`,
  );
});

test('[P93] decided as an incident it opens one with what was found, linked, and waits for what becomes of it', () => {
  const story = tell(
    [diagnosis, incident],
    '2026-11-02',
    `0 09:00 | pia (billing-lead)             | ${ask}                                                   | stage  |
     0 09:01 | run (automation) | diagnosis.findStage ${found()}                          | bucket |
     0 09:01 | run (automation) | diagnosis.findBucket ${found()}                         | sample |
     0 09:01 | run (automation) | diagnosis.findSample ${found()}                         | pattern |
     0 09:01 | run (automation) | diagnosis.findPattern ${found({ verdict: 'pattern' })}  | action |
     0 09:01 | run (automation) | diagnosis.findAction ${found({ verdict: 'pattern', says: 'It rose.', since: '2026-10-12T00:00:00.000Z' })} | action |
     0 12:00 | pia (billing-lead)             | diagnosis.decide {"decision":"incident","priority":"P2"} "It goes on" | verifying |
     0 12:00 | message                        | incident.detect                                          | detected | stopped vendor/call`,
  );
  const opened = [...story.cases.values()].find(({ flow }) => flow === 'incident');
  assert.partialDeepStrictEqual(opened?.data, {
    ...{ number: 'INC-DG-1', title: 'Invoice error rate: DG-1', priority: 'P2', impact: 'It rose.' },
    beganAt: '2026-10-12T00:00:00.000Z',
  });
  const linked = story.decisions.flatMap((each) => ('links' in each ? each.links : []));
  assert.deepEqual(linked, [{ name: 'incident', flow: 'incident', key: 'INC-DG-1' }]);
});
