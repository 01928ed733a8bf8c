import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as testing from '@throughline/testing';
import { companyDatabases } from '../test/http-house.ts';
import { dealWithEffect, listEffects, listQuarantine } from './operations.ts';
import { withThroughline } from './throughline.ts';

const limit = { timeout: 60_000 };

test(
  '[S449] an operator sees what does not go out and what is set aside, has it tried again, and says how it ended',
  limit,
  async (t) => {
    const { env, drop } = await companyDatabases(testing);
    t.after(drop);
    await withThroughline({ env, database: 'main' }, async (throughline) => {
      const { engine, pool } = throughline;
      const actor = { id: 'owner', kind: 'person', principal: 'owner', roles: ['order-desk'] } as const;
      const data = { number: 'O-1', customer: 'Nordwind', currency: 'EUR', amount: 100, requestedOn: '2026-12-01' };
      const [born] = await engine.dispatch([
        { case: { flow: 'order', entity: 'e', key: 'O-1' }, input: { kind: 'command', type: 'place', data, actor } },
      ]);
      const id = born?.caseId ?? '';
      for (const key of ['one', 'two'])
        await pool.query(
          `insert into throughline.effect (bucket, case_id, key, kind, seq, ordinal, payload, delivery, status, created_at, finished_at, destination)
          select bucket, id, $2, 'mail', 1, 9, '{}', 'at-least-once', 'dead', now(), now(), 'mail' from throughline.case_ where id = $1`,
          [id, key],
        );
      const failed = async () => (await listEffects(throughline)).failed.map(({ key, caseKey }) => [key, caseKey]);
      assert.deepEqual((await failed()).sort(), [
        ['one', 'O-1'],
        ['two', 'O-1'],
      ]);
      const request = { id, by: 'pia', reason: 'mended' };
      assert.equal((await dealWithEffect(throughline, { ...request, effect: 'one' })).outcome, 'applied');
      assert.equal((await dealWithEffect(throughline, { ...request, effect: 'two', ended: 'done' })).outcome, 'applied');
      assert.equal((await dealWithEffect(throughline, { ...request, effect: 'two' })).outcome, 'refused');
      assert.deepEqual(await failed(), []);
      const effects = await engine.effects(id);
      assert.deepEqual(
        effects
          .filter(({ kind }) => kind === 'mail')
          .map(({ key, status }) => [key, status])
          .sort(),
        [
          ['one', 'pending'],
          ['two', 'done'],
        ],
      );
      assert.deepEqual(await listQuarantine(throughline), []);
      await pool.query(`update throughline.case_ set version = 99, due_at = now() - interval '1 hour' where id = $1`, [id]);
      await engine.runDeadlines();
      const [aside] = await listQuarantine(throughline);
      assert.deepEqual([aside?.key, aside?.version, aside?.reason.split(':')[0]], ['O-1', 99, 'flow-unknown']);
    });
  },
);
