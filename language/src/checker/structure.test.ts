import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Value } from 'typebox/value';
import { invoice } from '../../test/invoice-flow.ts';
import { order } from '../../test/order-flow.ts';
import { FlowDefinition } from '../definition/flow.ts';
import type { Json } from '../json.ts';
import { checkStructure } from './structure.ts';

type Path = readonly string[];

function pathsOf(value: Json, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, member]) => pathsOf(member, [...path, key]))];
}

function replaced(value: Json, [first, ...rest]: Path, put: Json | undefined): Json {
  if (first === undefined) return put ?? null;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, Json>;
  if (rest.length === 0 && put === undefined) delete copy[first];
  else copy[first] = replaced(copy[first] as Json, rest, put);
  // A hole in a list is no JSON.
  return (Array.isArray(copy) ? Object.values(copy) : copy) as Json;
}

const odd = fc.oneof(
  fc.constantFrom<Json | undefined>(undefined, null, true, 0, -1, 1.5, 40_000, '', 'x', 'entered', 'stay', 'mail', [], {}, [{}]),
  fc.constantFrom<Json | undefined>(
    { days: 3 },
    { hours: 'x' },
    { days: 1, hours: 1 },
    { to: 'paid' },
    [{ to: 'paid' }, {}],
    ['a', 'b'],
    [['a']],
  ),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
);

test('[L73] the checker says something of the form exactly where the published schema refuses it', () => {
  const documents = [invoice, order] as unknown as Json[];
  const places = documents.map((document) => pathsOf(document));
  const edit = fc.tuple(fc.nat(1), fc.nat(), odd);
  let refused = 0;
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 2 }), (edits) => {
      const which = edits[0]?.[0] ?? 0;
      let document = documents[which] as Json;
      for (const [, at, put] of edits) {
        const paths = which === 0 ? places[0] : places[1];
        const path = paths?.[at % paths.length] ?? [];
        if (pathsOf(document).some((other) => other.join('/') === path.join('/'))) document = replaced(document, path, put);
      }
      // Names are told apart by the checker alone; the generator writes no odd ones.
      const findings = checkStructure(document).filter(({ code }) => code !== 'name-malformed');
      const accepted = Value.Check(FlowDefinition, document);
      if (!accepted) refused++;
      return (
        accepted === (findings.length === 0) || pathsOf(document).some((path) => path.some((name) => !/^[\w$-]+$/.test(name)))
      );
    }),
    { numRuns: 1500 },
  );
  assert.ok(refused > 300, `only ${refused} documents were refused: the generator has grown too tame`);
});

test('[L74] of a union the branch is judged that was meant, and a slip is said once', () => {
  const slip = (path: Path, put: Json) =>
    checkStructure(replaced(invoice as unknown as Json, path, put)).map(({ path: at, message }) => `${at} ${message}`);
  assert.deepEqual(slip(['states', 'paid', 'within'], { days: -1 }), [
    '/states/paid/within/days expected a whole number from 0 to 36500, found -1',
  ]);
  assert.deepEqual(slip(['states', 'sent', 'on', 'pay', '0', 'by'], 'robot'), [
    '/states/sent/on/pay/0/by expected "person" or "automation" or "either", found "robot"',
  ]);
  assert.equal(slip(['states', 'sent', 'on', 'pay'], 'paid').length, 1);
});
