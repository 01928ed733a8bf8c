import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import type { House, HouseChange } from '../house.ts';
import { createStreams, listenersMax } from './stream.ts';

/** Only what streams ask of a house: whom it tells. */
function houseOf(listeners: Set<(change: HouseChange) => void>): House {
  const watch: House['watch'] = (_, listener, signal) => {
    listeners.add(listener);
    signal.addEventListener('abort', () => listeners.delete(listener));
  };
  return { watch } as House;
}

test('[S122] a stream tells what the house tells, with instants as text', async () => {
  const listeners = new Set<(change: HouseChange) => void>();
  const stopping = new AbortController();
  const stream = createStreams(houseOf(listeners), stopping.signal).open('demo');
  for (const listener of listeners) listener({ event: 'travel', from: 0, now: 1000, to: 2000 });
  for (const listener of listeners) listener({ event: 'demo', status: 'building', share: 0.5 });
  stopping.abort();
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  assert.equal(
    text,
    'retry: 2000\n\n' +
      'event: travel\ndata: {"from":"1970-01-01T00:00:00.000Z","now":"1970-01-01T00:00:01.000Z","to":"1970-01-01T00:00:02.000Z"}\n\n' +
      'event: demo\ndata: {"status":"building","share":0.5}\n\n',
  );
  assert.equal(listeners.size, 0);
});

test('[S126] only so many listen, and one who does not read is cut off', async () => {
  const listeners = new Set<(change: HouseChange) => void>();
  const stopping = new AbortController();
  const streams = createStreams(houseOf(listeners), stopping.signal);
  const open = Array.from({ length: listenersMax }, () => streams.open('main'));
  assert.throws(() => streams.open('main'), { code: 'too-many-requests' });
  const [first] = open;
  for (let told = 0; told < 3000; told += 1)
    for (const listener of [...listeners].slice(0, 1)) listener({ event: 'changed', at: 0 });
  assert.ok(first?.destroyed);
  await once(first, 'close');
  const again = streams.open('main');
  for (const stream of [...open, again]) stream.destroy();
  await once(again, 'close');
  assert.equal(listeners.size, 0);
});

test('[S454] a stream ends when the session of whoever listens does', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const listeners = new Set<(change: HouseChange) => void>();
  const streams = createStreams(houseOf(listeners), new AbortController().signal);
  const answers = [true, false];
  const stream = streams.open('main', async () => answers.shift() ?? false);
  t.mock.timers.tick(15_000);
  t.mock.timers.tick(15_000);
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  assert.equal(text, 'retry: 2000\n\n: still here\n\n');
  assert.equal(listeners.size, 0);
});
