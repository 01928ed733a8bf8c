import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Sink } from '@throughline/engine';
import type { Actor } from '@throughline/language';
import { testDatabase } from '@throughline/testing';
import {
  ask,
  forger,
  inForce,
  lea,
  letIn,
  outcomeOf,
  parcel,
  person,
  prepareGate,
  proposeParcel,
  rolf,
  run,
  scheduled,
  stateOf,
  submitted,
  until,
} from '../../test/gate-company.ts';
import { openHouse } from '../../test/open-house.ts';
import { gateSinks } from './gate-sink.ts';
import { propose } from './propose.ts';
import { putInForce } from './put-in-force.ts';

test('the gate, where there are two people', { timeout: 240_000 }, async (t) => {
  const house = await openHouse(t, await testDatabase('gate_company', prepareGate));
  await putInForce(house, [parcel(3)], { actor: lea, title: 'Flow parcel', summary: 'for an import' });
  await letIn(house, 'lea');
  await letIn(house, 'rolf');

  await t.test(
    '[S801] [S802] nothing gets past the gate: no way into production without the approval of somebody else for what is there now',
    async () => {
      const desk: Actor = { ...rolf, id: 'desk of lea', principal: 'lea' };
      const bot: Actor = { id: 'key of lea', kind: 'automation', principal: 'lea', roles: [...rolf.roles, 'change-gate'] };
      const chief = person('lea', 'operator', 'systems-lead');

      /** Each begins with a proposal of its own, tries, and says what it was told; nothing may be in force by it. */
      const attempts: Readonly<Record<string, (id: string, number: string) => Promise<readonly string[]>>> = {
        'without approval': async (id) => [await ask(house, id, 'implement', lea), await scheduled(house, id, lea)],
        'approved by its author': async (id) => {
          await submitted(house, id, lea);
          return [await ask(house, id, 'approve', lea, { of: 'submit' })];
        },
        'approved by what its author lent to another desk': async (id) => {
          await submitted(house, id, lea);
          return [await ask(house, id, 'approve', desk, { of: 'submit' })];
        },
        'approved by a key of its author': async (id) => {
          await submitted(house, id, lea);
          return [await ask(house, id, 'approve', bot, { of: 'submit' })];
        },
        'with an approval older than its content': async (id) => {
          await approvedBy(id);
          const other = await proposeParcel(house, 7);
          assert.equal(await ask(house, id, 'revise', lea, { contentHash: other.hash }), 'applied');
          return [await scheduled(house, id, lea), await ask(house, id, 'implement', lea)];
        },
        'with an approval that was revised to fit': async (id) => {
          await approvedBy(id);
          const other = await proposeParcel(house, 7);
          assert.equal(await ask(house, id, 'revise', lea, { contentHash: other.hash }), 'applied');
          const refused = await ask(house, id, 'revise', lea, { approvedHash: other.hash });
          return [refused, await scheduled(house, id, lea), await ask(house, id, 'implement', lea)];
        },
        'with an approval that was put right to fit, as operator': async (id) => {
          await approvedBy(id);
          const other = await proposeParcel(house, 7);
          const data = { contentHash: other.hash, approvedHash: other.hash };
          assert.equal(await ask(house, id, 'repair', chief, { data }), 'applied');
          return [await scheduled(house, id, lea), await ask(house, id, 'implement', lea)];
        },
        'put right by hand, as operator': async (id) => {
          await submitted(house, id, lea);
          const found = await house.engine.readCase(id);
          const data = { approvedHash: found?.data['contentHash'] ?? null, approvedPoints: 2 };
          assert.equal(await ask(house, id, 'repair', chief, { state: 'scheduled', data }), 'applied');
          return [await ask(house, id, 'implement', lea)];
        },
        'as if alone': async (id) => {
          assert.equal(await ask(house, id, 'recordPersons', bot, { onlyPerson: true }), 'applied');
          await submitted(house, id, lea);
          return [await scheduled(house, id, lea), await ask(house, id, 'implement', lea)];
        },
        'as a standard change': async (id) => {
          const mild = { changesDefinition: false, changesDataModel: false, touchesMoney: false, reversible: true };
          assert.equal(await ask(house, id, 'revise', lea, { type: 'standard', kind: 'help-text', ...mild }), 'applied');
          await submitted(house, id, lea);
          return [await scheduled(house, id, lea), await ask(house, id, 'implement', lea)];
        },
        'said to be milder than it is': async (id) => {
          assert.equal(await ask(house, id, 'revise', lea, { changesDefinition: false }), 'applied');
          await approvedBy(id);
          return [await scheduled(house, id, lea), await ask(house, id, 'implement', lea)];
        },
        'said to concern nobody': async (id) => {
          assert.equal(await ask(house, id, 'revise', lea, { owners: [] }), 'data-invalid');
          assert.equal(await ask(house, id, 'repair', chief, { data: { owners: [] } }), 'applied');
          await approvedBy(id);
          return [await scheduled(house, id, lea), await ask(house, id, 'implement', lea)];
        },
        'by saying that it was done': async (id) => [
          await ask(house, id, 'implemented', bot),
          await ask(house, id, 'rolledBack', bot),
        ],
        'by an import of the same file': async (_, number) => {
          const error = await putInForce(house, [parcel(5)], { actor: rolf, title: 'x', summary: 'y' }).then(
            () => undefined,
            (failure: { readonly code?: string; readonly place?: string }) => failure,
          );
          assert.equal(error?.place, number);
          return [error?.code ?? 'applied'];
        },
        'by another flow that calls the gate': async (_, number) => {
          const bell = (await house.engine.dispatch([ring(number)]))[0];
          assert.equal(bell?.outcome, 'applied', JSON.stringify(bell));
          await run(house);
          return (await house.engine.effects(bell.caseId)).map(({ error }) => error ?? 'applied');
        },
        'by a migration that nobody approved': async () => {
          const content = { flow: 'parcel', from: 1, to: 2 };
          const failure = await propose(house, { subject: 'migration', content, title: 'Move', summary: 'x' }, lea).then(
            () => undefined,
            (error: { readonly code?: string }) => error,
          );
          return [failure?.code ?? 'applied'];
        },
      };
      const approvedBy = async (id: string) => {
        await submitted(house, id, lea);
        assert.equal(await ask(house, id, 'approve', rolf, { of: 'submit' }), 'applied');
      };
      await house.engine.deploy([forger], { by: 'test' });
      const ring = (number: string) => ({
        case: { flow: 'forger', entity: 'company', key: number },
        input: { kind: 'command', type: 'ring', data: { number }, actor: lea } as const,
      });
      const told: Record<string, string> = {};
      for (const [way, attempt] of Object.entries(attempts)) {
        const { case: id, number } = await proposeParcel(house, 5);
        const answers = await attempt(id, number);
        await run(house);
        const [state, outcome] = [await stateOf(house, id), await outcomeOf(house, id)];
        const said = outcome === '' ? '' : `: ${outcome.replace(/^.*change-not-approved: /, '')}`;
        told[way] = `${answers.join(', ')}; ${state}${said}`;
        assert.equal(await inForce(house), 1, way);
        await ask(house, id, 'cancel', lea);
      }
      assert.deepEqual(told, {
        'without approval': 'applied, not-allowed-in-state; draft',
        'approved by its author': 'approver-excluded; assessed',
        'approved by what its author lent to another desk': 'approver-excluded; assessed',
        'approved by a key of its author': 'person-required; assessed',
        'with an approval older than its content': 'applied, applied; scheduled',
        'with an approval that was revised to fit': 'data-invalid, applied, applied; scheduled',
        'with an approval that was put right to fit, as operator':
          'applied, applied; failed: “approvedHash” was written by hand, not by what happened: propose it anew',
        'put right by hand, as operator': 'applied; failed: Its state was put right by hand: propose it anew',
        'as if alone': 'applied, applied; failed: Nobody but its author has agreed, and there is somebody else now',
        'as a standard change':
          'applied, applied; failed: A definition of ours is never a standard change: it needs an approval of its own',
        'said to be milder than it is':
          'applied, applied; failed: “changesDefinition” was said otherwise than its content is: propose it anew',
        'said to concern nobody': 'applied, applied; failed: “owners” was written by hand, not by what happened: propose it anew',
        'by saying that it was done': 'not-allowed-in-state, not-allowed-in-state; draft',
        'by an import of the same file': 'change-not-approved; draft',
        'by a migration that nobody approved': 'flow-unknown; draft',
        'by another flow that calls the gate': 'Only a change alters what is in force; draft',
      });
    },
  );

  await t.test(
    '[S803] [S804] what is approved is carried out once: by two at once, after a kill, and only on what it was proposed against',
    async () => {
      const ready = async (days: number) => {
        const proposed = await proposeParcel(house, days);
        await submitted(house, proposed.case, lea);
        assert.equal(await ask(house, proposed.case, 'approve', rolf, { of: 'submit' }), 'applied');
        assert.equal(await scheduled(house, proposed.case, lea), 'applied');
        return proposed;
      };
      const [first, second] = [await ready(4), await ready(5)];
      const both = await Promise.all([ask(house, first.case, 'implement', lea), ask(house, first.case, 'implement', rolf)]);
      assert.deepEqual(both.sort(), ['applied', 'not-allowed-in-state']);
      // The process dies when it has put it in force, and before it could say so.
      const { call, ...others } = gateSinks(house, {});
      assert.ok(call !== undefined);
      const dying: Sink = {
        ...call,
        async perform(effect, signal) {
          await call.perform(effect, signal);
          throw new Error('killed');
        },
      };
      await house.engine.runEffects({ sinks: { ...others, call: dying } });
      assert.deepEqual([await inForce(house), await stateOf(house, first.case)], [2, 'implementing']);
      await until(house, first.case, 'validating');
      assert.equal(await inForce(house), 2);
      const { rows } = await house.pool.query("select version from throughline.flow_version where flow = 'parcel'");
      assert.equal(rows.length, 2);

      assert.equal(await ask(house, second.case, 'implement', lea), 'applied');
      await until(house, second.case, 'failed');
      assert.equal(
        await outcomeOf(house, second.case),
        'baseline-moved: it was proposed against parcel 1, and in force is parcel 2: propose it anew',
      );
      assert.equal(await inForce(house), 2);
    },
  );
});
