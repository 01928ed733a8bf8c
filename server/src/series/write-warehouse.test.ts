import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openDuck } from '@throughline/insight';
import { testDatabase } from '@throughline/testing';
import { openHouse } from '../../test/open-house.ts';
import { lookers, marks, places, tellOfThree } from '../../test/three-entities.ts';
import { seesAll } from '../visible/visible.ts';
import { visibleIn } from '../visible/visible-in.ts';
import { writeSeen } from './write-warehouse.ts';

/** All that is in the files of a folder, as text. */
async function textIn(to: string): Promise<string> {
  const duck = await openDuck(to, { threads: 1 });
  const connection = await duck.connect();
  try {
    const texts: string[] = [];
    for (const table of ['log', 'cases', 'metrics']) {
      if (readdirSync(join(to, table)).length === 0) continue;
      const rows = await connection.run(`select row::varchar from read_parquet('${to}/${table}/*.parquet') as row`);
      texts.push((await rows.getRowsJS()).flat().join('\n'));
    }
    return texts.join('\n');
  } finally {
    connection.closeSync();
    await duck.close();
  }
}

test('[I385] a warehouse tells nobody what they do not see, of three entities; and no personal data to anybody', async (t) => {
  const house = await openHouse(t, await testDatabase('three_entities', tellOfThree), 'demo');
  const { latest } = await house.engine.clock();
  const everyone = [...lookers.map(({ name }) => name), undefined];
  for (const name of everyone) {
    const to = mkdtempSync(join(tmpdir(), 'throughline-warehouse-'));
    t.after(() => rmSync(to, { recursive: true, force: true }));
    const looker = lookers.find((one) => one.name === name);
    const visible = looker === undefined ? seesAll : await visibleIn(house, latest, looker.actor);
    // Metrics say whom they are told by the same rule as everywhere; two lookers measure them all.
    const withoutMetrics = !['the desk of one entity', undefined].includes(name);
    await writeSeen(house, { to, withoutMetrics, ...(looker === undefined ? {} : { as: looker.actor.id }) }, visible);
    const text = await textIn(to);
    for (const place of places) {
      for (const mark of marks(place).personal) assert.ok(!text.includes(mark), `${name} is told ${mark}`);
      for (const what of ['cases', 'vault'] as const) {
        const isSeen = looker === undefined || looker[what].includes(place);
        for (const mark of marks(place)[what]) assert.equal(text.includes(mark), isSeen, `${name} and ${mark}`);
      }
      if (looker !== undefined && !looker.confidential.includes(place))
        for (const mark of marks(place).confidential) assert.ok(!text.includes(mark), `${name} is told ${mark}`);
    }
    if (looker === undefined) assert.ok(text.includes('zqf1'));
  }
});
