import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaseView } from '@throughline/engine';
import type { JsonObject } from '@throughline/language';
import { goesOn, takenDays } from './taken-days.ts';

const request = (key: string, state: string, data: JsonObject) =>
  ({ key, state, data: { skills: [{ skill: 'systems', weeks: 4 }], kind: 'grow', ...data } }) as unknown as CaseView;
/** Mondays: 29 March, 5, 12 and 19 April 2027. */
const frame = { from: '2027-03-29', weeks: 4, capacity: [{ skill: 'systems', daysPerWeek: 10 }] };
const q1 = { startsOn: '2027-03-15', endsOn: '2027-04-11' };

test('[S870] what goes on takes its days of the weeks that it shares with a plan, rounded up together; what is done, planned here, or over takes none', () => {
  const requests = [
    // Twenty days over four weeks: five in each of the first two.
    request('A', 'in_delivery', q1),
    // Five days over nine days, four of them in the second week: 2.2 of run.
    request('B', 'planned', {
      kind: 'run',
      skills: [{ skill: 'systems', weeks: 1 }],
      startsOn: '2027-04-08',
      endsOn: '2027-04-16',
    }),
    request('here', 'planned', q1),
    request('released', 'released', q1),
    request('over', 'in_delivery', { startsOn: '2027-02-01', endsOn: '2027-03-28' }),
    request('at once', 'in_delivery', {}),
  ];
  const found = goesOn(requests, new Set(['here']), frame);
  assert.deepEqual(
    found.map(({ key }) => key),
    ['A', 'B'],
  );
  // 5; 5 + 20 / 9 = 7.2; 25 / 9 = 2.8; nothing. Of these 10 grow.
  assert.deepEqual(takenDays(found, frame), [{ skill: 'systems', days: [5, 8, 3, 0], grow: 10 }]);
});
