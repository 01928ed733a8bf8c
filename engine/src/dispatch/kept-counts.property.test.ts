import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CaseRecord, type JsonObject, openChildren } from '@throughline/language';
import fc from 'fast-check';
import { caseId } from '../case-id.ts';
import { bench, closing, command, day, person } from '../fixture.test.ts';
import type { Submission } from './submission.ts';

const types = ['short', 'short', 'restock', 'ask', 'ask', 'ship', 'recall', 'nonsense'] as const;

/** At most one step in ten ends a case; the others give it children and links, or take them away. */
const step = fc.record({
  key: fc.constantFrom('A', 'B'),
  type: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...types) },
    { weight: 3, arbitrary: fc.constant('child' as const) },
    { weight: 1, arbitrary: fc.constant('repair' as const) },
  ),
  which: fc.nat({ max: 5 }),
  cut: fc.boolean(),
});

test('[E193] what an owner counts is what there is, and a link has a row on both sides', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      run += 1;
      const entity = `run ${run}`;
      const address = (key: string, flow = 'order') => ({ flow, entity, key });
      const at = (key: string, type: string, data = {}): Submission => ({ ...command(key, type, data), case: address(key) });
      const keys = ['A', 'B'];
      await engine.dispatch(
        keys.map((key) => at(key, 'place', { number: key, contact: 'x@example.org', amount: 9, dueOn: '2026-01-09' })),
      );
      for (const { key, type, which, cut } of steps) {
        if (type === 'child') {
          const open = (await engine.children(caseId(address(key)))).filter(({ state }) => state === 'open');
          const child = open[which % Math.max(1, open.length)];
          if (child === undefined) continue;
          const [done, data] = child.flow === 'task' ? ['done', {}] : ['resolve', { resolution: 'seen' }];
          const actor = { ...person, roles: [String(child.data.owner)] };
          await engine.dispatch([
            { case: { id: child.id }, input: { kind: 'command', type: String(done), data: data as JsonObject, actor } },
          ]);
        } else if (type === 'repair') {
          const actor = { ...person, roles: ['operator'] };
          const input = {
            kind: 'command',
            type,
            data: { state: which % 2 === 0 ? 'closed' : 'open' },
            actor,
            reason: 'it was so',
          } as const;
          await engine.dispatch([{ case: address(key), input }]);
        } else await engine.dispatch([at(key, type)]);
        if (cut) await engine.settle();
      }
      await engine.travel((await engine.clock()).now + which(steps) * day);
      for (const key of keys) {
        const owner = await engine.findCase(address(key));
        if (owner === undefined) throw new Error('The order was placed');
        const children = await engine.children(owner.id);
        const open = children.filter(({ state }) => state === 'open').map(({ flow, key: name }) => `${flow}/${name}`);
        const counted = openChildren(owner.clocks as CaseRecord['clocks']).map(({ flow, key: name }) => `${flow}/${name}`);
        assert.deepEqual(counted.toSorted(), open.toSorted());
      }
    }),
    { numRuns: 12 },
  );
  const { rows } = await pool.query(`select count(*)::int as links, count(*) filter (where exists (
      select from throughline.link o where o.bucket = ('x' || left(l.other::text, 3))::bit(12)::int and o.case_id = l.other and o.other = l.case_id
        and o.name = l.name and o.direction <> l.direction))::int as mirrored from throughline.link l`);
  assert.equal(rows[0].mirrored, rows[0].links);
  assert.ok(rows[0].links > 0);
});

/** How many days pass at the end: none in most runs. */
function which(steps: readonly { readonly which: number }[]): number {
  return (steps[0]?.which ?? 0) > 3 ? 9 : 0;
}
