import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json, JsonObject } from '../json.ts';
import { checkExpression, compileExpression, ExpressionError, type Scope } from './expression.ts';
import { formatMoney } from './functions.ts';

const properties = (schemas: JsonObject) => ({ type: 'object', properties: schemas, additionalProperties: false });
const int = { type: 'integer' };
const scope: Scope = {
  data: properties({
    n: int,
    m: int,
    x: { type: 'number' },
    s: { type: 'string' },
    ok: { type: 'boolean' },
    list: { type: 'array', items: int },
    lines: { type: 'array', items: properties({ amount: int }) },
    box: properties({ n: int }),
  }),
  computed: properties({ open: int }),
  event: properties({ amount: int }),
  parameters: properties({ limit: int }),
};
const run = (source: string, data: JsonObject = {}, more: Record<string, Json> = {}): Json =>
  compileExpression(source, scope).evaluate({ data, ...more });

test('[L35] integers of JSON are CEL ints, to the last unit of 2^53-1', () => {
  const most = Number.MAX_SAFE_INTEGER;
  const rows: readonly (readonly [source: string, data: JsonObject, result: Json])[] = [
    ['data.n + 1', { n: 1 }, 2],
    ['data.n / 2', { n: 7 }, 3],
    ['data.n % 2', { n: 7 }, 1],
    ['-data.n', { n: 7 }, -7],
    ['data.n - 1', { n: most }, most - 1],
    ['data.n == 9007199254740991', { n: most }, true],
    ['data.n + 1 > data.n', { n: most }, true],
    ['(data.n + 2) - 3', { n: most }, most - 1],
    ['data.n * 2 / 2', { n: most }, most],
    ['data.n', { n: -most }, -most],
    ['data.x * 2.0', { x: 1.5 }, 3],
    ['sum(data.list)', { list: [1, 2, 3] }, 6],
    ['sum(data.list)', { list: [] }, 0],
    ['max(data.list) - min(data.list)', { list: [4, 9, 1] }, 8],
    ['min(data.n, data.m)', { n: 2, m: 1 }, 1],
    ['sum(data.lines.map(line, line.amount))', { lines: [{ amount: 2 }, { amount: 5 }] }, 7],
    ['data.box.n + 1', { box: { n: 1 } }, 2],
    ['has(data.s) ? data.s : "none"', {}, 'none'],
    ['addDays(data.s, 30)', { s: '2024-01-31' }, '2024-03-01'],
    ['addDays(data.s, -1)', { s: '2024-03-01' }, '2024-02-29'],
    ['daysBetween("2026-03-28", "2026-03-30")', {}, 2],
    ['money(data.n, "EUR")', { n: -123456 }, 'EUR -1,234.56'],
    ['data.list', { list: [1, 2] }, [1, 2]],
    ['{"a": data.n}', { n: 1 }, { a: 1 }],
  ];
  for (const [source, data, result] of rows) assert.deepEqual(run(source, data), result, source);
});

test('[L35] what JSON could not hold exactly fails instead of being rounded', () => {
  const most = Number.MAX_SAFE_INTEGER;
  for (const [source, data] of [
    ['data.n + 1', { n: most }],
    ['data.n * data.n', { n: most }],
    ['-data.n - 1', { n: most }],
    ['data.n / 0', { n: 1 }],
    ['data.x / 0.0', { x: 1 }],
    ['data.n', { n: 1.5 }],
    ['addDays(data.s, 1)', { s: '2026-02-30' }],
    ['addDays(data.s, 1)', { s: '9999-12-31' }],
    ['addDays(data.s, 9007199254740991)', { s: '2026-02-01' }],
    ['max(data.list)', { list: [] }],
    ['data.s', {}],
    ['data.nothing', {}],
    ['1 + data.s', { s: 'x' }],
  ] as const)
    assert.throws(() => run(source, data as JsonObject), ExpressionError, source);
});

test('[L58] why an expression failed is said without the value at fault', () => {
  const secret = 'ada@private.test(';
  for (const source of [
    'int(data.s)',
    'bool(data.s)',
    'data.list[data.n]',
    '"x".matches(data.s)',
    'addDays(data.s, 1)',
    'double(data.s)',
    '{"a": 1}[data.s]',
  ])
    assert.throws(
      () => run(source, { s: secret, n: 77123, list: [1] }),
      (error: Error) => error instanceof ExpressionError && !/ada@|77123/.test(error.message),
      source,
    );
  assert.throws(
    () => run('data.n + 1', { n: Number.MAX_SAFE_INTEGER }),
    /^ExpressionError: a whole number beyond 2\^53-1 in "data.n \+ 1"$/,
  );
  assert.throws(() => run('data.s', {}), /No such key: s in/);
});

test('[L35] arithmetic of ints is that of integers', () => {
  const unit = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
  fc.assert(
    fc.property(unit, unit, (n, m) => {
      assert.deepEqual(run('[data.n + data.m, data.n - data.m]', { n, m }), [n + m, n - m]);
      assert.equal(run('data.n < data.m', { n, m }), n < m);
      if (m !== 0) assert.equal(run('data.n / data.m', { n, m }), Math.trunc(n / m) + 0);
    }),
  );
});

test('[L36] an expression is checked against the schemas of what it names', () => {
  const rows: readonly (readonly [source: string, type: string | undefined])[] = [
    ['data.n + computed.open', 'int'],
    ['data.n > parameters.limit && data.ok', 'bool'],
    ['data.s + "x"', 'string'],
    ['data.n + data.s', undefined],
    ['data.n + 1.5', undefined],
    ['data.missing', undefined],
    ['unknown.n', undefined],
    ['now()', undefined],
    ['data.n +', undefined],
    ['', undefined],
    [`${'('.repeat(600)}1${')'.repeat(600)}`, undefined],
    [Array(600).fill('1').join('+'), undefined],
  ];
  for (const [source, type] of rows) {
    const checked = checkExpression(source, scope);
    assert.equal(checked.ok ? checked.type : undefined, type, source.slice(0, 40));
    if (!checked.ok) assert.ok(checked.message.length > 0 && checked.start >= 0 && checked.end >= checked.start);
  }
});

test('[L36] what is read is known field by field', () => {
  const checked = checkExpression('has(data.s) && event.amount > data.n && size(data.list) > 0 && data.box.n > 0', scope);
  assert.ok(checked.ok);
  assert.deepEqual(
    [...checked.reads].map(([name, fields]) => [name, [...(fields ?? [])].sort()]),
    [
      ['data', ['box', 'list', 'n', 's']],
      ['event', ['amount']],
    ],
  );
});

test('[L36] computed values are asked for one by one', () => {
  const asked: string[] = [];
  const computed = (name: string) => {
    asked.push(name);
    return 5;
  };
  assert.equal(compileExpression('computed.open + data.n', scope).evaluate({ data: { n: 1 }, computed }), 6);
  assert.deepEqual(asked, ['open']);
});

test('[L37] amounts are written with the digits of their currency', () => {
  assert.deepEqual(
    [
      formatMoney(0n, 'EUR'),
      formatMoney(5n, 'USD'),
      formatMoney(1234567n, 'JPY'),
      formatMoney(1234567n, 'KWD'),
      formatMoney(-100n, 'CHF'),
    ],
    ['EUR 0.00', 'USD 0.05', 'JPY 1,234,567', 'KWD 1,234.567', 'CHF -1.00'],
  );
});
