import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Pack, proposeMigration } from '@throughline/language';
import { testDatabase } from '@throughline/testing';
import { ask, depot, inForce, lea, letIn, outcomeOf, parcel, prepareGate, rolf, run } from '../../test/gate-company.ts';
import { openHouse } from '../../test/open-house.ts';
import { seesAll } from '../visible/visible.ts';
import { carryThrough } from './carry-through.ts';
import type { ContentSubject } from './content.ts';
import { contentPictures } from './content-pictures.ts';
import { ship } from './first-definitions.ts';
import { foundByGate, type Proposed, propose } from './propose.ts';
import { putInForce } from './put-in-force.ts';
import { showContent } from './show-content.ts';

test('the gate, where there is one person', { timeout: 240_000 }, async (t) => {
  const house = await openHouse(t, await testDatabase('gate_company', prepareGate));
  const putting = { actor: lea, title: 'Flow parcel', summary: 'for an import' };

  await t.test(
    '[S800] alone, an import brings its flow through the gate at once: in force, and unapproved until somebody agrees',
    async () => {
      await putInForce(house, [parcel(3)], putting);
      await putInForce(house, [parcel(3)], putting);
      assert.equal(await inForce(house), 1);
      const { cases } = await house.engine.list({ flow: 'change' });
      assert.deepEqual(
        cases.map(({ key, state, data }) => [key, state, data['approvalOwed']]),
        [['CHG-0001', 'validating', true]],
      );
      const [first] = cases;
      assert.ok(first !== undefined);
      const open = await house.engine.children(first.id);
      assert.deepEqual(
        open.map(({ state, data }) => [data['kind'], state]),
        [['unapproved', 'open']],
      );
      const shown = await showContent(house, 'CHG-0001', seesAll);
      assert.deepEqual([shown.proposedAgainst, shown.content.baseline], ['parcel none', 'parcel 1']);
      assert.deepEqual([shown.isCurrent, shown.isCarriedOut, shown.content.flows[0]?.version], [false, true, null]);

      // What another release of the product brings is a change, too.
      const post = { name: 'post', title: 'Post', roles: {}, flows: [], metrics: [] } as unknown as Pack;
      const letter = (days: number) => ({ ...parcel(days), name: 'letter', title: 'Letter' });
      await ship(house, post, [{ definition: letter(1), isNew: true }]);
      await ship(house, post, [{ definition: letter(2), isNew: false }]);
      assert.equal(await inForce(house, 'letter'), 2);
      const shipped = (await house.engine.list({ flow: 'change' })).cases.map(({ data }) => [data['type'], data['kind']]);
      assert.deepEqual(shipped.slice(1), [['standard', 'shipped-version']]);
    },
  );

  const alone = async (subject: ContentSubject, content: object) => {
    const asked = { subject, content, title: `A ${subject}`, summary: 'x', evidence: foundByGate };
    const proposed = await propose(house, asked, lea);
    await carryThrough(house, proposed, lea);
    return proposed;
  };
  const back = async ({ case: id }: Proposed) => {
    assert.equal(await ask(house, id, 'rollBack', rolf), 'applied');
    await run(house);
    return house.engine.children(id);
  };
  const bear = async (key: string) => {
    const input = { kind: 'command', type: 'hand', data: { number: key }, actor: lea } as const;
    return (await house.engine.submit({ case: { flow: 'parcel', entity: 'e', key }, input })).caseId;
  };
  const versionOf = async (id: string) => (await house.engine.readCase(id))?.version;

  await t.test(
    '[S805] [S808] a change is taken back by itself: the version before, its running cases, the value before',
    async () => {
      const old = await bear('P-1');
      const next = await alone('flow', parcel(4));
      const young = await bear('P-2');
      await alone('mapping', proposeMigration(parcel(3), parcel(4)));
      const moved = await alone('migration', { flow: 'parcel', from: 1, to: 2 });
      assert.deepEqual([await versionOf(old), await versionOf(young)], [2, 2]);
      const tuned = await alone('parameters', { flow: 'parcel', values: { fast: 5 } });
      const fast = async () => (await house.engine.parameters('parcel')).parameters['fast'];
      assert.equal(await fast(), 5);

      // In force, it is shown against what was there before it: not against itself.
      const { content } = await showContent(house, next.number, seesAll);
      assert.deepEqual(
        content.flows.map(({ version, changes }) => [version, ...changes.map(({ sentence }) => sentence)]),
        [[1, '“Sent”: target time 3 → 4 business days']],
      );
      const [picture] = await contentPictures(house, next.number, { part: 'changes', theme: 'light', visible: seesAll });
      assert.match(picture?.svg ?? '', /data-state="sent" data-change="changed".*± Sent/s);
      const shown = (await showContent(house, tuned.number, seesAll)).content;
      assert.deepEqual(
        [shown.parameters.map(({ before, after }) => [before, after]), shown.findings],
        [[['2 days', '5 days']], []],
      );

      await back(tuned);
      assert.equal(await fast(), 2);
      await back(moved);
      assert.deepEqual([await versionOf(old), await versionOf(young)], [1, 1]);
      await alone('migration', { flow: 'parcel', from: 1, to: 2 });
      await back(next);
      assert.equal(await inForce(house), 1);
      assert.deepEqual([await versionOf(old), await versionOf(young)], [1, 1]);
      // Taken back once, and said so: nothing is left that could be taken back again.
      assert.equal(await ask(house, next.case, 'rollBack', rolf), 'not-allowed-in-state');
    },
  );

  await t.test(
    '[S805] so is a calendar: the one that was declared, or decided before it, unless it was decided about since',
    async () => {
      const closed = (...days: string[]) => ({ ...depot, holidays: days.map((on) => ({ on })) });
      const decide = (...days: string[]) => alone('calendar', { flow: 'parcel', name: 'depot', definition: closed(...days) });
      const holidays = async () => (await house.engine.calendars('parcel')).at(-1)?.definition.holidays ?? [];
      const first = await decide('2026-12-24');
      const second = await decide('2026-12-24', '2026-12-31');
      const { content, isCarriedOut } = await showContent(house, second.number, seesAll);
      const [document] = content.documents;
      assert.deepEqual([isCarriedOut, document?.before], [true, JSON.stringify(closed('2026-12-24'), null, 2)]);
      const open = await back(first);
      assert.deepEqual(open.map(({ data, state }) => `${data['kind']} ${state}`).sort(), [
        'notRolledBack open',
        'unapproved open',
      ]);
      assert.match(await outcomeOf(house, first.case), /change-not-reversible: The calendar was decided about again since/);
      await back(second);
      assert.deepEqual(await holidays(), [{ on: '2026-12-24' }]);
      const third = await decide('2026-12-26');
      await back(third);
      assert.deepEqual(await holidays(), [{ on: '2026-12-24' }]);
    },
  );

  await t.test('[S805] so is a pilot: it ends, and its running cases come back', async () => {
    const trial = { name: 'later parcels', definitions: [parcel(6)], mappings: [proposeMigration(parcel(3), parcel(6))] };
    const lacking = { ...trial, mappings: [] };
    await assert.rejects(alone('pilot', lacking), { code: 'flow-has-errors', place: 'content/mappings' });
    const pilot = await alone('pilot', trial);
    const tried = await bear('P-3');
    assert.deepEqual([await inForce(house), await versionOf(tried)], [1, 3]);
    assert.equal((await showContent(house, pilot.number, seesAll)).content.flows[0]?.version, 1);
    await back(pilot);
    assert.deepEqual(await house.engine.pilots().then((pilots) => pilots.map(({ name, outcome }) => [name, outcome])), [
      ['later parcels', 'rolled-back'],
    ]);
    assert.deepEqual([await versionOf(tried), await versionOf(await bear('P-4'))], [1, 1]);
  });

  await t.test(
    '[S800] the second person ends it: the same import is now proposed and refused, and what is owed is asked for',
    async () => {
      const first = await house.engine.findCase({ flow: 'change', entity: 'company', key: 'CHG-0001' });
      assert.ok(first !== undefined);
      await letIn(house, 'lea');
      await letIn(house, 'rolf');
      const { length: before } = (await house.engine.list({ flow: 'change', limit: 100 })).cases;
      const refused = { code: 'change-not-approved', place: `CHG-${String(before + 1).padStart(4, '0')}` };
      for (const _ of ['proposed', 'found again']) await assert.rejects(putInForce(house, [parcel(4)], putting), refused);
      assert.equal(await inForce(house), 1);
      assert.equal(await ask(house, first.id, 'approveAfterwards', lea), 'applied');
      assert.equal(await ask(house, first.id, 'approve', lea, { of: 'approveAfterwards' }), 'approver-excluded');
      assert.equal(await ask(house, first.id, 'approve', rolf, { of: 'approveAfterwards' }), 'applied');
      const closed = await house.engine.children(first.id);
      assert.deepEqual(
        closed.filter(({ data }) => data['kind'] === 'unapproved').map(({ state }) => state),
        ['resolved'],
      );
    },
  );
});
