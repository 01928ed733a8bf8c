import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { JsonObject } from '@throughline/language';
import { type Connector, type EffectSink, openContext } from '../../src/index.ts';
import type { SinkCounterpart } from './counterpart.ts';
import { patientMachine } from './machine.ts';

/** What every sink keeps to, whoever wrote it. */
export function sinkConformance(connector: Connector, open: () => Promise<SinkCounterpart>, name = connector.kind): void {
  describe(`the sink ${name} conforms`, () => {
    let counterpart: SinkCounterpart;
    let sink: EffectSink;
    before(async () => {
      counterpart = await open();
      const made = connector.sink?.((counterpart.declaration.settings ?? {}) as JsonObject);
      assert.ok(made, 'it is a sink');
      sink = made;
    });
    after(() => counterpart.close());

    async function within<T>(work: (context: ReturnType<typeof openContext>['context']) => Promise<T>): Promise<T> {
      const { declaration, env } = counterpart;
      const signal = new AbortController().signal;
      const { context, close } = openContext({
        declaration,
        secrets: { env },
        operatorAllows: ['*'],
        machine: patientMachine,
        signal,
      });
      try {
        return await work(context);
      } finally {
        close();
      }
    }
    const effect = (idempotencyKey: string) => ({ idempotencyKey, ...counterpart.effect });
    const perform = (key: string) => within((context) => sink.perform(effect(key), context));

    test('[C118] it is done once, refused for good, or surely not done: each is told apart', async () => {
      counterpart.meet('take');
      assert.equal((await perform('a')).outcome, 'done');
      assert.equal(counterpart.done('a'), 1);
      counterpart.meet('refuse');
      assert.equal((await perform('b')).outcome, 'refused');
      counterpart.meet('busy');
      assert.equal((await perform('c')).outcome, 'retry');
      assert.equal(counterpart.done('b') + counterpart.done('c'), 0);
    });

    test('[C119] an answer that is lost leaves it unknown; looked up, it is never done twice', async () => {
      counterpart.meet('lose-answer');
      assert.equal((await perform('d')).outcome, 'unknown');
      assert.equal(counterpart.done('d'), 1);
      if (sink.lookUp === undefined) return assert.equal(counterpart.knowsKeys, false, 'a person decides');
      counterpart.meet('take');
      const found = await within(async (context) => sink.lookUp?.(effect('d'), context));
      if (found?.outcome === 'not-done') assert.equal((await perform('d')).outcome, 'done');
      assert.equal(counterpart.done('d'), 1);
    });
  });
}
