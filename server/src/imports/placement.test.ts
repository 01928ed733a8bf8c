import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FirstNumbers, FlowChoices, Import, Placement, Preview } from '@throughline/api';
import * as testing from '@throughline/testing';
import { ended, post, send } from '../../test/begin-with.ts';
import { httpHouse } from '../../test/http-house.ts';

const limit = { timeout: 120_000 };

const file = Buffer.from(
  [
    'Invoice no,Customer,Invoice date,Due date,Amount EUR,Paid on',
    'P1,Nord AG,2026-01-05,2026-02-04,100.00,2026-01-20',
    'P2,Nord AG,2026-01-06,2026-02-05,200.00,',
    'P3,Ost KG,2026-01-07,2026-02-06,300.00,',
    '',
  ].join('\n'),
);

test(
  '[S775] before anything is written it is said where open cases would stand and what falls due first; what is history is chosen',
  limit,
  async (t) => {
    const house = await httpHouse(t, testing);
    const { id } = await send(house, 'open.csv', file);
    const answers = { currency: 'EUR' };
    const { flows } = await post<FlowChoices>(house, `uploads/${id}/flows`, { answers });
    const fit = flows.find(({ flow }) => flow === 'invoice');
    assert.ok(fit !== undefined && fit.missing.length === 0, JSON.stringify(fit));
    const choice = { ...fit.choice, entity: 'Open Ltd' };
    const place = (liveFrom?: string) => {
      const chosen = liveFrom === undefined ? choice : { ...choice, liveFrom };
      return post<Placement>(house, `uploads/${id}/placement`, { answers, flow: 'invoice', choice: chosen });
    };
    const all = await place();
    assert.deepEqual([all.cases, all.open, all.settled, all.complete], [3, 3, false, true]);
    assert.equal(
      all.states.reduce((sum, { cases }) => sum + cases, 0),
      3,
    );
    const early = await place('2026-01-08');
    assert.equal(early.liveFrom, '2026-01-08T00:00:00.000Z');
    assert.equal(early.dueAtOnce, 3, 'what fell due since that day would fire');
    assert.ok(
      early.next.length > 0 &&
        early.next.every(({ what, why, due }) => what !== '' && why !== '' && due <= new Date().toISOString()),
    );
    const drafted = await post<Placement>(house, `uploads/${id}/placement`, { answers, name: 'open-drafted' });
    assert.equal(drafted.cases, 3);
    const empty = (await house.ask('GET /main/cases?flow=invoice')).json<{ items: unknown[] }>();
    assert.deepEqual(empty.items, [], 'nothing was written');
    const refused = await house.ask(`POST /main/uploads/${id}/placement`, {
      payload: { answers: { ...answers, liveFrom: 'soon' } },
    });
    assert.deepEqual([refused.status, refused.json()['code']], [422, 'mapping-unfit']);
    // As it was chosen, it is; and the first import settles it.
    const chosen = { upload: id, flow: 'invoice', choice: { ...choice, liveFrom: '2026-06-30' } };
    const run = await ended(house, (await post<Import>(house, 'imports', chosen, 202)).id);
    assert.equal(run.status, 'done', JSON.stringify(run.failure));
    const numbers = (await house.ask(`GET /main/imports/${run.id}/first-numbers`)).json<FirstNumbers>();
    assert.equal(numbers.liveFrom, '2026-06-30T00:00:00.000Z');
    const again = await place('2026-01-08');
    assert.deepEqual([again.liveFrom, again.settled], ['2026-06-30T00:00:00.000Z', true]);
    const preview = await post<Preview>(house, `uploads/${id}/preview`, { flow: 'invoice', choice });
    assert.equal(preview.duplicates, preview.events + preview.duplicates);
  },
);
