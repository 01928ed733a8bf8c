import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Circuit, circuitState, closedCircuit, failuresMax, type Heard, hear } from './circuit.ts';

const failure: Heard = { worked: false, error: 'down' };
const success: Heard = { worked: true };
const after = (circuit: Circuit, heard: readonly Heard[], now: number) => hear(circuit, heard, { now, random: () => 1 });

test('[E183] a circuit opens after five failures in a row, for longer each time, and closes when something works', () => {
  const four = after(closedCircuit, [failure, failure, success, failure, failure, failure, failure], 0);
  assert.equal(circuitState(four, 0), 'closed');
  const open = after(four, [failure], 1000);
  assert.deepEqual([circuitState(open, 1000), open.openUntil, open.lastError], ['open', 6000, 'down']);
  assert.deepEqual(after(open, [failure, failure], 2000).openUntil, 6000, 'what was under way does not prolong it');
  assert.equal(circuitState(open, 6000), 'half-open');
  const again = after(open, [failure], 6000);
  assert.deepEqual([circuitState(again, 6000), again.openUntil], ['open', 16_000]);
  assert.equal(circuitState(after(again, [success], 16_000), 16_000), 'closed');
});

test('[E183] however attempts end and are told together, a circuit is open only behind five failures in a row, at most five minutes', () => {
  const heard = fc.array(fc.record({ worked: fc.boolean(), pause: fc.integer({ min: 0, max: 400_000 }), cut: fc.boolean() }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(heard, fc.float({ min: 0, max: 1, noNaN: true }), (steps, chance) => {
      let circuit: Circuit = closedCircuit;
      let now = 0;
      let inARow = 0;
      let together: Heard[] = [];
      for (const { worked, pause, cut } of steps) {
        together.push(worked ? success : failure);
        inARow = worked ? 0 : inARow + 1;
        if (!cut) continue;
        circuit = hear(circuit, together, { now, random: () => chance });
        together = [];
        assert.equal(circuit.failures, inARow);
        assert.equal(circuitState(circuit, now) === 'closed', inARow < failuresMax);
        if (circuit.openUntil !== null) assert.ok(circuit.openUntil - now <= 300_000);
        now += pause;
      }
    }),
  );
});
