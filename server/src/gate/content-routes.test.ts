import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChangeContentView, ChangeView, ContentView } from '@throughline/api';
import * as testing from '@throughline/testing';
import { claimedHouse, invited } from '../../test/signed-in.ts';

const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const lead = [{ role: 'systems-lead' }];

test('what is proposed by HTTP', { timeout: 120_000 }, async (t) => {
  const company = await claimedHouse(t, testing);
  const [lea, eve, rolf] = [
    await invited(company, 'Lea', lead),
    await invited(company, 'Eve', []),
    await invited(company, 'Rolf', lead),
  ];
  const post = (route: string, body: object) => lea.ask(`POST /main/changes/${route}`, body);
  const inForce = async () => {
    const { items } = (await lea.ask('GET /main/flows/release/parameters')).json<{ items: { name: string; value: string }[] }>();
    return items.find(({ name }) => name === 'verifyWithin')?.value;
  };
  const tuned = { subject: 'parameters', content: 'flow: release\nvalues:\n  verifyWithin: 9\n' };
  let number = '';

  await t.test('[S807] is judged before, refused with findings and places, and shown with what it changes', async () => {
    const judged = (await post('judgements', tuned)).json<ContentView>();
    assert.deepEqual(
      judged.parameters.map(({ name, before, after, from, to }) => [name, before, after, from, to]),
      [['verifyWithin', '7 days', '9 days', '1 day', '30 days']],
    );
    const tooLong = await post('proposals', {
      ...{ subject: 'parameters', title: 'Longer', summary: 'x', content: { flow: 'release', values: { verifyWithin: 90 } } },
    });
    assert.equal(tooLong.status, 400);
    assert.match(tooLong.text, /whole number from 1 to 30/);
    assert.match((await post('judgements', { subject: 'flow', content: 'name: [' })).text, /content:1:/);

    const proposed = await post('proposals', { ...tuned, title: 'Verify within nine days', summary: 'Seven are too few' });
    assert.equal(proposed.status, 201, proposed.text);
    ({ number } = proposed.json<{ number: string }>());
    const shown = (await lea.ask(`GET /main/changes/${number}/content`)).json<ChangeContentView>();
    assert.deepEqual([shown.isCurrent, shown.isCarriedOut, shown.content.hash], [true, false, judged.hash]);
    assert.deepEqual((await lea.ask(`GET /main/changes/${number}/pictures`)).json(), { items: [] });
    // Nothing is in force by it.
    assert.equal(await inForce(), '7 days');
    assert.equal((await lea.ask('GET /main/changes/CHG-9999/content')).status, 404);
  });

  await t.test('[S802] its author approves it by no key, and nobody by a role that the author lent', async () => {
    const { caseId } = (await lea.ask(`GET /main/changes/${number}`)).json<ChangeView>();
    const commands = `POST /main/cases/${caseId}/commands`;
    const drafted = { subject: 'flow', number: 'CHG-X', title: 'x', type: 'normal', guardRails: ['no-such-number'] };
    const unwatched = await lea.ask('POST /main/cases', {
      ...{ flow: 'change', entity: 'company', key: 'CHG-X', type: 'draft', data: drafted },
    });
    assert.deepEqual([unwatched.status, unwatched.json()['place']], [422, '/guardRails/0'], unwatched.text);
    assert.equal((await post(`${number}/assess`, {})).status, 200);
    for (const [type, data] of [
      ['addTests', { testPlan: 'Read it', testResults: 'As it should be' }],
      ['addRollback', { rollbackPlan: 'The gate takes it back' }],
      ['submit', {}],
    ] as const)
      assert.equal((await lea.ask(commands, { type, data })).status, 200, type);

    const made = await lea.ask('POST /main/keys', { name: 'night job', roles: ['systems-lead'], until: day(5) });
    const { secret } = made.json<{ secret: string }>();
    const byKey = (type: string, data: object) =>
      company.house.ask(commands, { headers: { authorization: `Bearer ${secret}` }, payload: { type, data } });
    const lent = { to: eve.id, roles: ['systems-lead'], fromDay: day(0), untilDay: day(3), reason: 'holiday' };
    assert.equal((await lea.ask('POST /main/delegations', lent)).status, 201);
    const approval = { type: 'approve', data: { of: 'submit' } };
    const told = {
      herself: await lea.ask(commands, approval),
      'by her key': await byKey('approve', { of: 'submit' }),
      'by her key, at once': await byKey('implement', {}),
      'who was lent her role': await eve.ask(commands, approval),
    };
    assert.deepEqual(
      Object.entries(told).map(([who, { status, json }]) => [who, status, json()['refusal']]),
      [
        ['herself', 409, 'approver-excluded'],
        ['by her key', 409, 'approver-excluded'],
        ['by her key, at once', 422, 'reason-required'],
        ['who was lent her role', 409, 'approver-excluded'],
      ],
    );
    assert.equal((await rolf.ask(commands, approval)).status, 200);
    assert.equal(await inForce(), '7 days');
  });
});
