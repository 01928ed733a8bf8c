import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bucketCount, bucketOf, caseId, childId, isCaseId } from './case-id.ts';

test('[E1] an id follows from entity, flow and key alone, for good', () => {
  assert.equal(caseId({ flow: 'invoice', entity: 'halden', key: 'INV-1' }), 'c9a0603b-9f46-0500-73f7-9a04b237c5f3');
});

test('[E1] names that run together differ', () => {
  assert.notEqual(caseId({ flow: 'b', entity: 'a', key: 'cd' }), caseId({ flow: 'bc', entity: 'a', key: 'd' }));
  assert.notEqual(caseId({ flow: 'é', entity: 'a', key: 'b' }), caseId({ flow: 'e', entity: 'a', key: '́b' }));
});

test('[E2] an owned child has the bucket of its owner', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (key, child) => {
      const parent = caseId({ flow: 'order', entity: 'e', key });
      const id = childId(parent, 'task', child);
      assert.ok(isCaseId(id) && isCaseId(parent));
      assert.equal(bucketOf(id), bucketOf(parent));
      assert.ok(bucketOf(id) >= 0 && bucketOf(id) < bucketCount);
      assert.notEqual(id, parent);
    }),
  );
});
