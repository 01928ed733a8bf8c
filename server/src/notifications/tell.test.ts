import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '@throughline/testing';
import { followAll, notifiedCompany } from '../../test/notified-company.ts';
import { ask, person } from '../../test/small-company.ts';
import { seesAll, type Visible } from '../visible/visible.ts';
import { readAudience } from './audience.ts';
import { deriveNotes } from './derive.ts';
import { LogFollower } from './follow-log.ts';
import { readConcerning } from './log-page.ts';
import { countUnread, listNotifications } from './notifications.ts';

const clara = person('clara.stein');
const seesNothing: Visible = { ...seesAll, cases: () => [], sees: () => false, flows: () => [] };

test('[S513] who may not see a case is told nothing of it, neither at once nor of what was noted before', async (t) => {
  const house = await notifiedCompany(t, testDatabase);
  await ask(house, { flow: 'invoice', key: 'I-5' }, 'comment', person('ben.kaya'), { text: '@clara.stein' });
  await followAll(new LogFollower(house));
  const count = (visible: Visible) => countUnread(house, { person: clara.id, visible });
  assert.deepEqual([await count(seesAll), await count(seesNothing)], [1, 0]);
  const page = await listNotifications(house, { person: clara.id, visible: seesNothing }, { limit: 10 });
  assert.deepEqual(page, { items: [] });

  const client = await house.pool.connect();
  const events = await readConcerning(client, { from: 0n, below: 9_000_000_000n });
  client.release();
  const audience = await readAudience(house);
  const all = await deriveNotes(house, events, audience);
  const blind = await deriveNotes(
    house,
    events,
    audience.map((one) => (one.id === clara.id ? { ...one, visible: seesNothing } : one)),
  );
  assert.ok(all.notes.some(({ person: told }) => told === clara.id));
  assert.deepEqual(
    blind.notes,
    all.notes.filter(({ person: told }) => told !== clara.id),
  );
});
