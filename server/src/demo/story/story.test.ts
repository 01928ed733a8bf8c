import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '@throughline/testing';
import { openHouse } from '../../../test/open-house.ts';
import { deployPacks } from '../../flows.ts';
import { initialiseVirtual } from '../../throughline.ts';
import { endOf, firstDay, headquarters } from '../company.ts';
import { furtherIntegrations } from '../further-integrations.ts';
import { plannedIntegrations } from '../integration-plan.ts';
import { isWeekend } from '../move.ts';
import { releaseCalendar } from '../release-calendar.ts';
import { entityOf, instantOf, submissionOf } from './acts.ts';
import { acts } from './story.ts';
import { plannedSystems } from './systems.ts';

const integrations = [...plannedIntegrations, ...furtherIntegrations];

test('[S880] the story names systems, integrations and releases as they are registered, on days on which people work', () => {
  const known = new Set(plannedSystems.map(({ name }) => name));
  const named = [
    ...plannedSystems.flatMap(({ dependsOn }) => dependsOn),
    ...integrations.flatMap(({ data }) => [data['source'], data['target']]),
    ...releaseCalendar.flatMap(({ systems }) => systems),
    ...acts.flatMap(({ data = {} }) => data['systems'] ?? []),
  ];
  assert.deepEqual([known.size, integrations.length], [14, 22]);
  assert.deepEqual(
    named.filter((name) => !known.has(String(name))),
    [],
  );
  const registered = new Set(integrations.map(({ name }) => name));
  const touched = acts.flatMap(({ data = {} }) => (data['integrations'] as readonly string[] | undefined) ?? []);
  assert.ok(touched.length > 3 && touched.every((name) => registered.has(name)));
  assert.ok(acts.every((act) => !isWeekend(instantOf(act)) && instantOf(act) > firstDay && instantOf(act) < endOf(18)));
});

test('[S881] without the rest of the company nothing of the story is refused but what waits for it; each case stands where the story says', async (t) => {
  const house = await openHouse(t, await testDatabase('empty', () => Promise.resolve()), 'demo');
  await initialiseVirtual(house, firstDay);
  await deployPacks(house);
  const byInstant = [...Map.groupBy(acts, instantOf)].sort(([one], [other]) => one - other);
  const refused: string[] = [];
  for (const [now, asked] of byInstant) {
    await house.engine.travel(now);
    const results = await house.engine.dispatch(asked.map(submissionOf));
    for (const [index, { outcome }] of results.entries())
      if (outcome !== 'applied') refused.push(`${asked[index]?.key} ${asked[index]?.type}`);
  }
  // Nobody is there who does what was planned for an incident, so it is not closed.
  assert.deepEqual(refused, ['INC-0003 close']);
  const { rows } = await house.pool.query<{ flow: string; states: Record<string, number> }>(
    `select flow, jsonb_object_agg(state, cases) as states
      from (select flow, state, count(*)::int as cases from throughline.case_ group by 1, 2) c group by 1`,
  );
  const found = Object.fromEntries(rows.map(({ flow, states }) => [flow, states]));
  assert.partialDeepStrictEqual(found, {
    system: { live: 14 },
    'data-object': { live: 8 },
    document: { current: 39, stale: 1 },
    'roadmap-item': { in_plan: 1, approved: 1, cased: 1, idea: 1 },
    feedback: { answered: 3 },
    change: { closed: 15, cancelled: 1, validating: 1, assessed: 1 },
    'change-window': { over: 2, planned: 3 },
    incident: { closed: 3, reviewed: 1, acknowledged: 1 },
    problem: { fix_released: 1 },
    request: { accepted: 6, not_now: 1, returned: 1, scored: 2, told_declined: 1, told_duplicate: 1, verifying: 3 },
    plan: { draft: 1, closed: 1 },
  });
  const waiting = await house.engine.findCase({ flow: 'change', entity: entityOf('change'), key: 'CHG-0018' });
  assert.ok(waiting?.clocks.pending?.['submit'] !== undefined);
  const r17 = { flow: 'change', entity: headquarters.name, key: 'CHG-0017' };
  assert.equal((await house.engine.findCase(r17))?.state, 'validating');
});
