import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { scopeOf } from '../compile/scope.ts';
import type { FlowDefinition } from '../definition/flow.ts';
import { compileExpression } from '../expression/expression.ts';
import { defineFlow, Fields, Flag, Integer, OneOf, Optional, Text } from '../index.ts';
import { findInput, type Wanted } from './find-input.ts';

/* Small fields, so that all there is can be tried: what is found must be so, and that there is none must be true. */

const most = 2;
const flow = defineFlow({
  name: 'small',
  title: 'Small',
  owner: 'clerk',
  key: 'number',
  data: Fields({
    number: Text(),
    a: Integer({ minimum: -most, maximum: most }),
    b: Integer({ minimum: -most, maximum: most }),
    c: Optional(Integer({ minimum: -most, maximum: most })),
    kind: OneOf(['x', 'y', 'z']),
    other: Optional(OneOf(['x', 'y'])),
    yes: Flag(),
  }),
  computed: { sum: 'data.a + data.b', rest: 'computed.sum - data.c' },
  start: { create: 'open' },
  states: { open: { owner: 'clerk', on: { end: 'done' } }, done: { final: 'done' } },
}) as unknown as FlowDefinition;

const numbers = Array.from({ length: 2 * most + 1 }, (_, index) => index - most);
const everything = numbers.flatMap((a) =>
  numbers.flatMap((b) =>
    [undefined, ...numbers].flatMap((c) =>
      ['x', 'y', 'z'].flatMap((kind) =>
        [undefined, 'x', 'y'].flatMap((other) =>
          [false, true].map((yes) => ({
            number: 'N',
            a,
            b,
            kind,
            yes,
            ...(c === undefined ? {} : { c }),
            ...(other === undefined ? {} : { other }),
          })),
        ),
      ),
    ),
  ),
);

const { condition } = fc.letrec((tie) => ({
  number: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom('data.a', 'data.b', 'data.c', 'computed.sum', 'computed.rest'),
    fc.integer({ min: -3, max: 3 }).map((each) => (each < 0 ? `(${each})` : String(each))),
    fc.tuple(tie('number'), fc.constantFrom('+', '-'), tie('number')).map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(fc.integer({ min: 1, max: 3 }), tie('number')).map(([factor, a]) => `${factor} * ${a}`),
    fc
      .tuple(tie('number'), fc.constantFrom('/', '%'), fc.constantFrom('2', '3', '(-2)'))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(fc.constantFrom('min', 'max'), tie('number'), tie('number')).map(([name, a, b]) => `${name}(${a}, ${b})`),
    fc.tuple(tie('condition'), tie('number'), tie('number')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
  ),
  condition: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(
      'data.yes',
      'has(data.c)',
      'has(data.other)',
      'data.kind == "x"',
      'data.kind != data.other',
      'data.other == "y"',
      'data.kind in ["x", "z"]',
      'data.other in ["x", "y"]',
      'data.kind == "q"',
    ),
    fc
      .tuple(tie('number'), fc.constantFrom('<', '<=', '==', '!=', '>=', '>'), tie('number'))
      .map(([a, op, b]) => `${a} ${op} ${b}`),
    fc.tuple(tie('condition'), fc.constantFrom('&&', '||'), tie('condition')).map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(tie('condition')).map(([a]) => `!(${a})`),
    fc.tuple(tie('condition'), tie('condition'), tie('condition')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
  ),
})) as { number: fc.Arbitrary<string>; condition: fc.Arbitrary<string> };

const wanted = fc.record({ source: condition, is: fc.constantFrom<Wanted['is']>('true', 'false', 'failing', 'readable') });

test('[L257] what is found is so, and where there is proven to be none, trying everything finds none', () => {
  const scope = scopeOf(flow, 'end');
  const seen = { found: 0, none: 0, unknown: 0 };
  fc.assert(
    fc.property(fc.array(wanted, { minLength: 1, maxLength: 3 }), (all) => {
      const answer = findInput(flow, 'end', all);
      const expressions = all.map(({ source }) => compileExpression(source, scope));
      const computed = Object.entries(flow.computed ?? {}).map(
        ([name, source]) => [name, compileExpression(source, scope)] as const,
      );
      const satisfies = (data: (typeof everything)[number]): boolean => {
        const byName = new Map(computed);
        const readings = {
          data,
          event: {},
          parameters: {},
          computed: (name: string): never => byName.get(name)?.evaluate(readings) as never,
        };
        return all.every(({ is }, index) => {
          try {
            const value = expressions[index]?.evaluate(readings);
            return is === 'readable' || (is !== 'failing' && value === (is === 'true'));
          } catch {
            return is === 'failing';
          }
        });
      };
      const example = everything.find(satisfies);
      if (answer.found !== undefined) {
        seen.found += 1;
        assert.ok(satisfies(answer.found.data as (typeof everything)[number]));
      } else if (answer.exhaustive) {
        seen.none += 1;
        assert.equal(example, undefined, JSON.stringify(example));
      } else {
        seen.unknown += 1;
      }
    }),
    { numRuns: 150 },
  );
  assert.ok(seen.found > 15 && seen.none > 15 && seen.unknown <= 8, JSON.stringify(seen));
});

test('[L257] linear conditions are always decided', () => {
  const term = fc
    .tuple(fc.integer({ min: -3, max: 3 }), fc.constantFrom('data.a', 'data.b'))
    .map(([factor, field]) => `(${factor}) * ${field}`);
  const side = fc.array(term, { minLength: 1, maxLength: 3 }).map((terms) => terms.join(' + '));
  const relation = fc
    .tuple(side, fc.constantFrom('<', '<=', '==', '!=', '>', '>='), fc.integer({ min: -6, max: 6 }))
    .map(([a, op, n]) => `${a} ${op} ${n}`);
  const scope = scopeOf(flow, 'end');
  fc.assert(
    fc.property(fc.array(relation, { minLength: 1, maxLength: 4 }), (sources) => {
      const answer = findInput(
        flow,
        'end',
        sources.map((source) => ({ source, is: 'true' as const })),
      );
      const expressions = sources.map((source) => compileExpression(source, scope));
      const exists = numbers.some((a) =>
        numbers.some((b) => expressions.every((each) => each.evaluate({ data: { a, b } }) === true)),
      );
      assert.equal(answer.found !== undefined, exists);
      assert.ok(answer.found !== undefined || answer.exhaustive);
    }),
    { numRuns: 300 },
  );
});
