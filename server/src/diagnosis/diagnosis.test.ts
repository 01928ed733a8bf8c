import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor } from '@throughline/language';
import { testDatabase } from '@throughline/testing';
import { asContract } from '../../test/contract.ts';
import { checkPlanted } from '../../test/diagnosis-check.ts';
import { drawWorld, liveWorld } from '../../test/diagnosis-world.ts';
import { openHouse } from '../../test/open-house.ts';
import { command } from '../cases/commands.ts';
import { newestFlows } from '../cases/flow-book.ts';
import { RefusedError } from '../cases/refused.ts';
import type { CompanyContext } from '../http/handler.ts';
import { seesAll } from '../visible/visible.ts';
import { visibleTo } from '../visible/visible-to.ts';
import { brief } from './brief.ts';
import { allDiagnosisCases, diagnosisCases } from './cases.ts';
import { finishLeft } from './finish.ts';
import { listDiagnoses } from './list.ts';
import { openDiagnosis } from './open.ts';
import { reviseStep } from './revise.ts';
import { showDiagnosis } from './show.ts';

const lead: Actor = { id: 'lead', kind: 'person', principal: 'lead', roles: ['operations-lead'] };
const clerk: Actor = { id: 'clerk', kind: 'person', principal: 'clerk', roles: ['order-desk'] };
const now = Date.UTC(2026, 6, 20);
const contextOf = (actor: Actor, visible = seesAll): CompanyContext =>
  ({ actor, visible, now, signal: new AbortController().signal, idempotencyKey: undefined }) as CompanyContext;

const isRefused = (code: string) => (error: unknown) => error instanceof RefusedError && error.refusal.code === code;

test('[S560] a world is diagnosed: the sentence names what was planted and the version that brought it; every number opens its cases', async (t) => {
  const house = await openHouse(t, await testDatabase('nothing_yet', () => Promise.resolve()), 'demo');
  const world = drawWorld(2, 'version');
  await liveWorld(house, world);
  const asked = { metric: 'exception-volume', ...world.after, against: world.before };
  await t.test('[S570] whoever may not ask is told so before anything is computed', async () => {
    const unread = { ...house, reader: { ...house.reader, query: () => assert.fail('The log was read') } };
    await assert.rejects(openDiagnosis(unread, asked, contextOf(clerk)), isRefused('role-required'));
  });
  await assert.rejects(openDiagnosis(house, { ...asked, to: asked.from }, contextOf(lead)), {
    code: 'metric-request',
    place: 'to',
  });

  const found = asContract('POST /{database}/diagnoses', await openDiagnosis(house, asked, contextOf(lead)));
  const { case: of } = found;
  await t.test('[S561] counts are those of the log, by SQL of its own', () => checkPlanted(house, world, found));
  await t.test('[S562] each step is recorded in the case by the program, and shown as it was recorded', async () => {
    const again = asContract('GET /{database}/diagnoses/{case}', await showDiagnosis(house, of.id, contextOf(lead)));
    assert.deepEqual(again, found);
    const types = (await house.engine.history(of.id, { limit: 20 })).map(({ type, actorKind }) => `${type} ${actorKind}`).sort();
    const steps = ['findAction', 'findBucket', 'findPattern', 'findSample', 'findStage'].map((type) => `${type} automation`);
    assert.deepEqual(types, ['ask person', 'assign automation', ...steps].sort());
    const { items } = asContract('GET /{database}/diagnoses', await listDiagnoses(house, { limit: 10 }, contextOf(lead)));
    assert.deepEqual(
      items.map(({ says, case: { key } }) => [key, says]),
      [['DG-0001', found.says]],
    );
  });
  await t.test('[S563] every number of the sentence opens as many cases as it says', async () => {
    const pattern = found.steps.pattern?.result;
    const open = async (name: string) => (await allDiagnosisCases(house, of.id, name, contextOf(lead))).length;
    assert.equal(await open('affected.before'), pattern?.whole.affectedBefore);
    assert.equal(await open('affected.after'), pattern?.whole.affectedAfter);
    assert.equal(await open('population.after'), pattern?.whole.casesAfter);
    assert.equal(await open('pattern.0.affected'), pattern?.rows[0]?.affected);
    assert.equal(await open('pattern.0.cases'), pattern?.rows[0]?.cases);
    const kept = found.steps.action?.result.causes[0];
    assert.equal(await open('cause.0.exposed'), kept?.exposed.cases);
    assert.equal(await open('cause.0.affected'), kept?.exposed.affected);
    for (const { of: name } of found.sentence) if (name !== undefined) assert.ok((await open(name)) >= 0);
    const first = asContract(
      'GET /{database}/diagnoses/{case}/cases',
      await diagnosisCases(house, of.id, { of: 'pattern.0.affected', limit: 5 }, contextOf(lead)),
    );
    assert.equal(first.items.length, 5);
    assert.ok(first.next !== undefined);
    await assert.rejects(open('pattern.99.cases'), { code: 'diagnosis-number' });
  });
  await t.test('[S564] a person takes a step back with a reason: it and those after it are found anew', async () => {
    const body = { reason: 'It is known, look past it', leaveOut: ['missing:purchaseOrder'] };
    const params = { database: 'demo' as const, case: of.id, step: 'pattern' as const };
    const anew = asContract(
      'POST /{database}/diagnoses/{case}/steps/{step}',
      await reviseStep(house, params, body, contextOf(lead)),
    );
    assert.equal(anew.steps.pattern?.revised?.reason, body.reason);
    assert.deepEqual(anew.steps.bucket, found.steps.bucket);
    const late = { ...contextOf(lead), ifMatch: found.seq };
    await assert.rejects(reviseStep(house, params, body, late), isRefused('case-moved-on'));
    await assert.rejects(reviseStep(house, params, body, contextOf(clerk)), isRefused('role-required'));
    await reviseStep(house, params, { ...body, reason: 'x'.repeat(1000) }, { ...contextOf(lead), ifMatch: anew.seq });
    const named = anew.steps.pattern?.result.attributes.map(({ name }) => name) ?? [];
    assert.ok(!named.includes('missing:purchaseOrder'), named.join());
    await assert.rejects(reviseStep(house, { ...params, step: 'stage' }, { reason: 'x', part: 'nothing' }, contextOf(lead)), {
      code: 'diagnosis-step',
    });
  });
  await t.test('[I405] a step that was taken back just before the server died is found by the next', async () => {
    const taken = [
      ['revisePattern', { leaveOut: ['missing:deliveryDate'] }, 2],
      ['reviseAction', { cause: 'none' }, 1],
    ] as const;
    for (const [type, choices, steps] of taken) {
      // The command is all that came of the request.
      const data = { choices: JSON.stringify(choices), revisions: [type] };
      await command(house, of.id, { type, data, reason: 'Look again', actor: lead }, { now, visible: seesAll });
      const left = await showDiagnosis(house, of.id, contextOf(lead));
      const { now: clock } = await house.engine.clock();
      // Whoever may be at it is left alone.
      assert.equal(await finishLeft(house, clock), 0);
      assert.equal(await finishLeft(house, clock + 600_000), 1);
      const anew = await showDiagnosis(house, of.id, contextOf(lead));
      assert.deepEqual([anew.state, anew.seq], ['action', left.seq + steps]);
      assert.equal(await finishLeft(house, clock + 600_000), 0);
    }
  });
  await t.test(
    '[S571] it is on the desk of somebody who answers for the number; decided as an incident it opens one, linked',
    async () => {
      assert.deepEqual(found.owner, { role: 'operations-lead', title: 'Lead of operations', person: 'Rosa Thal' });
      const data = { decision: 'incident', priority: 'P2' };
      await command(house, of.id, { type: 'decide', data, reason: 'It goes on', actor: lead }, { now, visible: seesAll });
      await house.engine.runEffects();
      const { rows } = await house.pool.query(
        `select d.id, d.key, d.data->>'impact' as impact from throughline.case_ c
        join throughline.case_data d on d.bucket = c.bucket and d.id = c.id where c.flow = 'incident'`,
      );
      const [opened] = rows as readonly { readonly id: string; readonly key: string; readonly impact: string }[];
      assert.equal(rows.length, 1);
      assert.equal(opened?.key, 'INC-DG-0001');
      assert.match(opened?.impact ?? '', /Association, not proof\.$/);
      const links = (await house.engine.links(of.id)).map(({ direction, name, other }) => [direction, name, other]);
      assert.deepEqual(links, [['out', 'incident', opened?.id]]);
    },
  );
  await t.test('[S565] the brief is one page', async () => {
    const file = Buffer.from(await brief(house, of.id, contextOf(lead))).toString('latin1');
    assert.match(file, /^%PDF-1\./);
    assert.equal(file.match(/\/Type \/Page\b/g)?.length, 1);
  });
  await t.test('[S567] [I406] who sees a part of the cases gets the diagnosis of that part, and it says so', async () => {
    const flows = await newestFlows(house);
    // Who may not see accounts sees all that a diagnosis looks at.
    const whole = visibleTo(flows, lead);
    assert.notEqual(whole.seen(), undefined);
    assert.equal((await showDiagnosis(house, of.id, contextOf(lead, whole))).forYouAlone, false);
    assert.match((await listDiagnoses(house, { limit: 1 }, contextOf(lead, whole))).items[0]?.says ?? '', /not proof/);
    const elsewhere: Actor = { ...lead, roles: [], rolesIn: { Elsewhere: ['operations-lead'] } };
    const inside = contextOf(elsewhere, visibleTo(flows, elsewhere));
    await assert.rejects(showDiagnosis(house, of.id, inside), { code: 'case-unknown' });
    const own = asContract('POST /{database}/diagnoses', await openDiagnosis(house, asked, inside));
    assert.deepEqual(
      [own.verdict, own.visibleEntities, own.steps.pattern?.result.whole.casesAfter],
      ['too-few', ['Elsewhere'], 0],
    );
    const both: Actor = { ...lead, roles: [], rolesIn: { Elsewhere: ['operations-lead'], company: ['operations-lead'] } };
    const alone = asContract(
      'GET /{database}/diagnoses/{case}',
      await showDiagnosis(house, of.id, contextOf(both, visibleTo(flows, both))),
    );
    assert.deepEqual([alone.forYouAlone, alone.verdict, alone.visibleEntities], [true, 'too-few', ['Elsewhere', 'company']]);
  });
});
