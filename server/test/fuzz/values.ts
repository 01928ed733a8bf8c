import type { Schema } from './operations.ts';

/** Chance that a seed repeats; see `seededRandom`. */
export interface Chance {
  integer(least: number, most: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
}

/** Text that has broken programs before: controls, half characters, code, and much of it. */
export const oddTexts: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff\ud800',
  '\u202eabc',
  '\ufeff',
  '\u{1f469}\u200d\u{1f469}\u200d\u{1f467}',
  'e\u0301\u0301\u0301',
  'İıßŐ',
  `' or 1=1; --`,
  '$1',
  '%',
  '_%\\',
  '\\',
  '"',
  '../../etc/passwd',
  '%00',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '=cmd|calc',
  'null',
  'NaN',
  '-0',
  '1e400',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '9'.repeat(400),
  'x'.repeat(3000),
  '\u{10ffff}'.repeat(300),
  'a,b\\,c',
  '0000-00-00',
  '2026-02-30',
  '275761-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999Z',
  '0001-01-01T00:00:00Z',
  '294276-12-31',
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
];

/** Of any kind of JSON, the extremes first of all. */
export function oddValue(random: Chance): unknown {
  const kind = random.integer(0, 5);
  if (kind <= 1) return random.pick(oddTexts);
  if (kind === 2) return random.pick([0, -1, 0.5, 1e-320, 2 ** 31, 2 ** 53, -(2 ** 53) - 2, 9.9e307, -1e21, 10 ** 15 + 0.1]);
  if (kind === 3) return random.pick([null, true, false]);
  if (kind === 4) return random.pick([[], {}, [[]], { '': '' }, [null, 1, 'x'], { amount: 1, currency: 'EUR' }]);
  return nested(random.pick([3, 40, 400]));
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? { in: value } : [value];
  return value;
}

/** A value that satisfies a schema, as far as it is written here; patterns are known by their look. */
export function valueFor(schema: Schema, random: Chance): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.anyOf !== undefined) return valueFor(random.pick(schema.anyOf), random);
  if (schema.default !== undefined && random.chance(0.3)) return schema.default;
  switch (schema.type) {
    case 'object':
      return objectOf(schema, random);
    case 'array':
      return Array.from({ length: random.integer(0, Math.min(3, schema.maxItems ?? 3)) }, () =>
        valueFor(schema.items ?? {}, random),
      );
    case 'integer':
    case 'number':
      return numberOf(schema, random);
    case 'boolean':
      return random.chance(0.5);
    case 'null':
      return null;
    case 'string':
      return textOf(schema, random);
    default:
      return random.pick([1, 'text', true, null, ['a'], { a: 1 }]);
  }
}

function objectOf({ properties = {}, required = [], patternProperties }: Schema, random: Chance): unknown {
  const members = Object.entries(properties)
    .filter(([name]) => required.includes(name) || random.chance(0.5))
    .map(([name, schema]) => [name, valueFor(schema, random)] as const);
  const free = Object.values(patternProperties ?? {})[0];
  const more = free === undefined ? [] : ['number', 'amount', 'note'].filter(() => random.chance(0.5));
  return Object.fromEntries([...members, ...more.map((name) => [name, valueFor(free ?? {}, random)] as const)]);
}

function numberOf({ minimum = -5, maximum = 1000 }: Schema, random: Chance): number {
  return random.pick([minimum, maximum, random.integer(Math.ceil(minimum), Math.floor(maximum))]);
}

function textOf({ format, pattern, minLength = 0, maxLength = 40 }: Schema, random: Chance): string {
  const day = `202${random.integer(4, 7)}-0${random.integer(1, 9)}-1${random.integer(0, 9)}`;
  if (format === 'uuid') return `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-8${hex(random, 3)}-${hex(random, 12)}`;
  if (format === 'date') return day;
  if (format === 'date-time') return `${day}T0${random.integer(0, 9)}:00:00Z`;
  if (pattern?.includes('A-Z') === true) return random.pick(['EUR', 'JPY', 'XXX']);
  if (pattern === undefined && random.chance(0.2)) {
    const odd = oddTexts.filter((text) => [...text].length >= minLength && [...text].length <= maxLength);
    if (odd.length > 0) return random.pick(odd);
  }
  return random
    .pick(['I-1', 'invoice', 'Nordwind', 'open', 'status=late&x=1', 'é'.repeat(3)])
    .padEnd(minLength, 'x')
    .slice(0, maxLength);
}

function hex(random: Chance, length: number): string {
  return Array.from({ length }, () => random.integer(0, 15).toString(16)).join('');
}
