import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actorAt, type FlowDefinition } from '@throughline/language';
import { catalogue, change, intake, orderToCash, service } from '@throughline/packs';
import type { OpenCase } from '../sql/read-open-cases.ts';
import { chanceOf } from './chance.ts';
import { actorOf, entities, headquarters, people } from './company.ts';
import { customers } from './customers.ts';
import { plannedIntegrations, runAt, type Stretch, slotsOf } from './integration-plan.ts';
import { dayMs, sceneOf } from './move.ts';
import { insolvent, referenceLostRate } from './planted.ts';
import { releaseCalendar } from './release-calendar.ts';
import { demoEntities, demoPeople, demoSummary } from './summary.ts';

/** The roles that a flow names as owners, approvers, or doers of tasks. */
function rolesOf(flow: FlowDefinition): readonly string[] {
  const named: string[] = [];
  JSON.stringify(flow, (key, value: unknown) => {
    if ((key === 'owner' || key === 'role') && typeof value === 'string') named.push(value);
    if (key === 'roles' && Array.isArray(value)) named.push(...value.map(String));
    return value;
  });
  return named;
}

test('[S45] each role of the flows that the company lives by is held by somebody, who can be acted as', () => {
  const held = new Set(people.flatMap(({ roles, rolesIn = {} }) => [...roles, ...Object.values(rolesIn).flat()]));
  const needed = [orderToCash, change, catalogue, service, intake].flatMap(({ flows }) => flows).flatMap(rolesOf);
  assert.ok(needed.length > 50);
  // What cases book of each other, and what programs find out, no person need do.
  const unheld = ['bookkeeping', 'catalogue-monitor', 'change-gate', 'intake-planner', 'service-monitor'];
  const isRole = (name: string) => !name.startsWith('event.');
  assert.deepEqual([...new Set(needed)].filter((role) => isRole(role) && !held.has(role)).sort(), unheld);
  assert.partialDeepStrictEqual(demoPeople().at(7), {
    id: 'clara.stein@halden.example',
    name: 'Clara Stein',
    title: 'Collections',
  });
  const id = 'clara.stein@halden.example';
  assert.deepEqual(actorOf(id), { id, kind: 'person', principal: id, roles: ['collections'] });
  assert.equal(actorOf('nobody@halden.example'), undefined);
});

test('[S45] of each role in finance two people hold it in one legal unit only; one audits, one looks after accounts', () => {
  const limited = people.filter(({ rolesIn }) => rolesIn !== undefined);
  for (const role of ['billing', 'cash-application', 'collections', 'finance', 'finance-lead', 'head-of-finance']) {
    const units = limited.flatMap(({ rolesIn = {} }) => Object.keys(rolesIn).filter((unit) => rolesIn[unit]?.includes(role)));
    assert.deepEqual(units.map((unit) => entities.findIndex(({ name }) => name === unit)).sort(), [1, 2], role);
  }
  for (const role of ['auditor', 'administrator'])
    assert.equal(people.filter(({ roles }) => roles.includes(role)).length, 1, role);
  const grace = actorOf('grace.holloway@halden.example');
  assert.ok(grace !== undefined && grace.roles.length === 0);
  assert.deepEqual(
    entities.map(({ name }) => actorAt(grace, name).roles.includes('collections')),
    [false, true, false],
  );
});

test('[S45] the summary tells what the company is without a database', () => {
  const { entities: units, currencies, people: staff, from, to } = demoSummary();
  assert.deepEqual([units.length, currencies, staff], [3, ['EUR', 'GBP', 'USD'], people.length]);
  assert.deepEqual([from, to], ['2025-05-01', '2026-11-01']);
  assert.ok(demoEntities().every(({ name }) => name.endsWith('(simulated)')));
  assert.equal(new Set(customers.map(({ seller }) => seller.currency)).size, 3);
  assert.equal(customers.filter(({ name }) => name === insolvent.customer).length, 1);
});

test('[S46] releases are planned for working days, one after the other', () => {
  const days = releaseCalendar.map(({ plannedOn }) => plannedOn);
  assert.deepEqual(days, [...days].sort());
  const weekdays = new Set(days.map((day) => new Date(`${day}T00:00:00Z`).getUTCDay()));
  assert.ok(!weekdays.has(0) && !weekdays.has(6));
  assert.equal(releaseCalendar.find(({ number }) => number === 'R-17')?.plannedOn, '2026-09-22');
});

test('[S46] references are lost as long as R-17 is live, and only by the carrier that it is about', () => {
  const item = (flow: string, state: string, data: OpenCase['data']): OpenCase => ({
    ...{ id: flow, flow, state, entity: headquarters.name, key: flow === 'release' ? 'R-17' : 'D-1', parent: null },
    ...{ enteredAt: 0, data, clocks: {}, assignee: null },
  });
  const rate = (carrier: string, state: string) =>
    referenceLostRate(
      item('delivery', 'delivered', { carrier }),
      sceneOf([item('release', state, {})], { chance: chanceOf(1), now: 0, nextPayment: () => 'PAY-1' }),
    );
  assert.deepEqual(
    ['approved', 'released', 'verified', 'rolled_back'].map((state) => rate('Rheintal Logistik', state)),
    [0.03, 0.85, 0.85, 0.03],
  );
  assert.equal(rate('Hansa Spedition', 'released'), 0.03);
});

test('[S46] runs of the carriers’ confirmations reject records for as long as R-17 is live, and at no other time', () => {
  const confirmations = plannedIntegrations.find(({ name }) => name === 'carrier-confirmations');
  assert.ok(confirmations);
  const [from, to] = [Date.UTC(2026, 8, 22, 14), Date.UTC(2026, 10, 2)];
  const slots = [...slotsOf(confirmations, from - 60 * dayMs, to + 60 * dayMs)];
  const rejects = (lost: Stretch) =>
    slots.filter((slot) => runAt(confirmations, slot, { chance: chanceOf(42), lost })?.failures !== undefined);
  const rolledBack = rejects({ from, to });
  assert.ok(rolledBack.length > 15 && rolledBack.every((slot) => slot >= from && slot < to));
  const stillLive = rejects({ from, to: Infinity });
  assert.ok(stillLive.length > rolledBack.length);
  assert.deepEqual(
    stillLive.filter((slot) => slot < to),
    rolledBack,
  );
});
