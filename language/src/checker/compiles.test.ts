import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { invoice } from '../../test/invoice-flow.ts';
import { order } from '../../test/order-flow.ts';
import { edited } from '../../test/seeded-defects.ts';
import { compileFlow } from '../compile/compile-flow.ts';
import type { FlowDefinition } from '../definition/flow.ts';
import type { Json } from '../json.ts';
import { checkFlow } from './check-flow.ts';
import { pointer } from './finding.ts';

type Leaf = readonly [path: string, value: Json];

function leavesOf(value: Json, path = ''): Leaf[] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, member]) => leavesOf(member, path + pointer(key)));
}

test('[L77] what the checker finds no error in can be compiled, however it came about', () => {
  const flows = [invoice, order];
  const leaves = flows.map((flow) => leavesOf(flow as unknown as Json));
  let accepted = 0;
  let refused = 0;
  fc.assert(
    fc.property(fc.nat(1), fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 3 }), (which, swaps) => {
      const flow = flows[which] as FlowDefinition;
      const own = leaves[which] as Leaf[];
      // A value from elsewhere in the flow: mostly of the right form, seldom of the right meaning.
      const edits = swaps.map(([at, from]): Leaf => [own[at % own.length]?.[0] ?? '', own[from % own.length]?.[1] ?? null]);
      const changed = edited(flow, ...edits) as unknown as FlowDefinition;
      if (checkFlow(changed).some(({ severity }) => severity === 'error')) refused++;
      else {
        accepted++;
        assert.doesNotThrow(() => compileFlow(changed), JSON.stringify(edits));
      }
    }),
    { numRuns: 400 },
  );
  assert.ok(accepted > 10 && refused > 100, `${accepted} accepted, ${refused} refused`);
});
