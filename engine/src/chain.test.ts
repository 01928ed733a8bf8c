import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonical, type Json } from '@throughline/language';
import fc from 'fast-check';
import { chainStart, commitment, type EventHead, eventHash, eventText, saltSource } from './chain.ts';

const name = fc.string({ unit: 'grapheme' });
const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((array) => Buffer.from(array).toString('hex'));
const json = fc.dictionary(name, fc.jsonValue()).map((value) => canonical(value as Json));
const head: fc.Arbitrary<EventHead> = fc.record({
  caseId: fc.constant('0d1953c7-cf70-b9f8-f27b-61595468c62f'),
  seq: fc.nat(),
  flow: name,
  version: fc.nat(),
  type: name,
  kind: fc.constantFrom('command', 'fact', 'deadline', 'message'),
  from: fc.option(name),
  to: name,
  actor: name,
  actorKind: fc.constantFrom('person', 'automation', 'source', 'system'),
  principal: name,
  occurredAt: fc.maxSafeInteger(),
  recordedAt: fc.maxSafeInteger(),
  context: json,
  outcome: json,
  deviation: fc.option(json),
  cause: fc.option(fc.record({ case: fc.constant('0d1b31f1-6889-2d39-501d-13db64de36a8'), seq: fc.nat() })),
  prevType: fc.option(name),
  gapMs: fc.option(fc.maxSafeInteger()),
  dataCommitment: bytes,
  personalCommitment: fc.option(bytes),
});

test('[E10] the text that is hashed is the canonical text of the event', () => {
  fc.assert(
    fc.property(head, (event) => {
      const { caseId, context, outcome, deviation, dataCommitment, personalCommitment, cause, ...rest } = event;
      const value = {
        ...rest,
        case: caseId,
        cause: cause === null ? null : { ...cause },
        context: JSON.parse(context) as Json,
        outcome: JSON.parse(outcome) as Json,
        deviation: deviation === null ? null : (JSON.parse(deviation) as Json),
        data: dataCommitment,
        personal: personalCommitment,
      };
      assert.equal(eventText(event), canonical(value));
    }),
  );
});

test('[E10] the hash covers the hash before, whatever the length of the text', () => {
  fc.assert(
    fc.property(head, fc.nat(40_000), (event, length) => {
      const long = { ...event, actor: 'é'.repeat(length) };
      assert.deepEqual(eventHash(chainStart, long), eventHash(chainStart, { ...long }));
      assert.notDeepEqual(eventHash(chainStart, long), eventHash(eventHash(chainStart, long), long));
    }),
    { numRuns: 20 },
  );
});

test('[E11] each commitment has a salt of its own', () => {
  let calls = 0;
  const next = saltSource((size) => Buffer.alloc(size, ++calls).map((byte, index) => byte + (index >> 4)) as Buffer);
  const salts = Array.from({ length: 300 }, () => next());
  assert.equal(calls, 2);
  assert.ok(salts.every((salt) => salt.length === 32));
  assert.notDeepEqual(commitment(salts[0] ?? '', '{}'), commitment(salts[1] ?? '', '{}'));
});
