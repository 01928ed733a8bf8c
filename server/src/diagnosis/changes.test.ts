import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Submission } from '@throughline/engine';
import type { Actor, JsonObject } from '@throughline/language';
import { testDatabase } from '@throughline/testing';
import { openHouse } from '../../test/open-house.ts';
import { tellStory } from '../../test/small-company.ts';
import { newestFlows } from '../cases/flow-book.ts';
import { findMetric } from '../metrics.ts';
import { seesAll } from '../visible/visible.ts';
import { visibleTo } from '../visible/visible-to.ts';
import { changesFor } from './changes.ts';

const lead: Actor = { id: 'lead', kind: 'person', principal: 'lead', roles: ['systems-lead', 'incident-lead'] };

test('[S572] incidents, as far as they are seen, and decisions on parameters are among the changes of a question', async (t) => {
  const house = await openHouse(t, await testDatabase('small_company', tellStory), 'demo');
  const { now } = await house.engine.clock();
  const at = (days: number) => now + days * 86_400_000;
  const iso = (days: number) => new Date(at(days)).toISOString();
  const detect = (key: string, entity: string, data: JsonObject): Submission => ({
    case: { flow: 'incident', entity, key },
    input: { kind: 'command', type: 'detect', actor: lead, data: { number: key, priority: 'P2', flows: ['invoice'], ...data } },
  });
  const told = await house.engine.dispatch([
    detect('INC-1', 'company', { title: 'Scanner down', vendor: 'Scanalot', beganAt: iso(-9) }),
    detect('INC-2', 'Elsewhere', { title: 'Printer down', beganAt: iso(-7) }),
    detect('INC-3', 'company', { title: 'Long before', beganAt: iso(-200) }),
  ]);
  const resolved = await house.engine.dispatch([
    {
      case: { flow: 'incident', entity: 'company', key: 'INC-1' },
      input: { kind: 'command', type: 'resolve', actor: lead, data: { endedAt: iso(-8) } },
    },
  ]);
  for (const result of [...told, ...resolved]) assert.equal(result.outcome, 'applied', JSON.stringify(result));
  const decision = { flow: 'incident', by: 'lead', reason: 'As agreed', roles: ['systems-lead'], values: { resolveP2: 2 } };
  const { revision } = await house.engine.changeParameters(decision);

  const day = (days: number) => iso(days).slice(0, 10);
  const periods = { from: day(-10), to: day(1), against: { from: day(-20), to: day(-10) } };
  const question = { metric: findMetric('exception-volume'), ...periods };
  const books = await newestFlows(house);
  const among = { flows: books.map(({ definition }) => definition), visible: seesAll, knownAt: iso(0) };
  const found = await changesFor(house, question, among);
  const of = (kind: string, changes = found) => changes.filter((change) => change.kind === kind);
  assert.deepEqual(
    of('incident').map(({ key, title, at: began, until, flows, text }) => [key, title, began, until, flows, text]),
    [
      ['INC-1', 'Scanner down', at(-9), at(-8), ['invoice'], 'Scanner down. Scanalot'],
      ['INC-2', 'Printer down', at(-7), undefined, ['invoice'], 'Printer down'],
    ],
  );
  assert.deepEqual(of('parameter'), [
    {
      ...{ kind: 'parameter', key: `incident/resolveP2@${revision}`, at: now, flows: ['incident'] },
      title: 'Incident: P2 is resolved within set to 2',
    },
  ]);
  const elsewhere: Actor = { ...lead, roles: [], rolesIn: { Elsewhere: ['systems-lead'] } };
  const seen = await changesFor(house, question, { ...among, visible: visibleTo(books, elsewhere) });
  assert.deepEqual(
    of('incident', seen).map(({ key }) => key),
    ['INC-2'],
  );
  // Of a period before the decision it is none.
  const before = { ...question, to: day(-1) };
  assert.deepEqual(of('parameter', await changesFor(house, before, among)), []);
});
