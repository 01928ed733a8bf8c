// Ten worlds with a cause and three without one: about thirteen minutes.
import { test } from 'node:test';
import type { Actor } from '@throughline/language';
import { testDatabase } from '@throughline/testing';
import { checkNothing, checkPlanted } from '../../test/diagnosis-check.ts';
import { drawWorld, liveWorld, type Planted } from '../../test/diagnosis-world.ts';
import { openHouse } from '../../test/open-house.ts';
import { seesAll } from '../visible/visible.ts';
import { openDiagnosis } from './open.ts';

const actor: Actor = { id: 'lead', kind: 'person', principal: 'lead', roles: ['operations-lead'] };
const signal = new AbortController().signal;

for (const seed of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  test(`[S568] a world drawn from seed ${seed}: the chain ends in what was planted, and names the change that brought it`, async (t) => {
    const house = await openHouse(t, await testDatabase('nothing_yet', () => Promise.resolve()), 'demo');
    const world = drawWorld(seed);
    await liveWorld(house, world);
    const asked = { metric: 'exception-volume', ...world.after, against: world.before };
    const found = await openDiagnosis(house, asked, { actor, visible: seesAll, now: Date.now(), signal });
    t.diagnostic(`${world.planted}: ${found.says}`);
    await checkPlanted(house, world, found);
  });

for (const [seed, planted] of [
  [21, 'nothing'],
  [22, 'everything'],
  [23, 'mix'],
] as const satisfies readonly (readonly [number, Planted])[])
  test(`[S569] a world without a cause (seed ${seed}: ${planted}): no part of it and no change is named`, async (t) => {
    const house = await openHouse(t, await testDatabase('nothing_yet', () => Promise.resolve()), 'demo');
    const world = drawWorld(seed, planted);
    await liveWorld(house, world);
    const asked = { metric: 'exception-volume', ...world.after, against: world.before };
    const found = await openDiagnosis(house, asked, { actor, visible: seesAll, now: Date.now(), signal });
    t.diagnostic(`${world.planted}: ${found.says}`);
    await checkNothing(house, world, found);
  });
