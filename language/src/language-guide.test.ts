import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { tell } from '../test/story.ts';
import { builtInEvents } from './built-in.ts';
import { checkFlow } from './checker/check-flow.ts';
import type { Finding } from './checker/finding.ts';
import { compileCalendar } from './compile/compile-calendar.ts';
import type { FlowDefinition } from './definition/flow.ts';
import { publishedFlowSchema } from './definition/published-schema.ts';
import { calendarRead, compileExpression, ExpressionError, type Scope } from './expression/expression.ts';
import { isJsonObject, type Json, type JsonObject, mergePatch } from './json.ts';
import { readDefinition } from './source/read-definition.ts';

/*
 * The pages of the guide to the language. A block of YAML is a part of the page's flow (merged into what stands so far), or with a
 * `name` another flow; of each the checker says what the block of text after it has, and nothing where there is none. A story is
 * told with the flows so far.
 */

const folder = new URL('../../docs/guide/language/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const pages = readdirSync(folder).filter((name) => name.endsWith('.md'));

function yaml(text: string): JsonObject {
  const found = readDefinition(text, { format: 'yaml' });
  assert.ok(found.kind === 'read', JSON.stringify(found));
  return found.value as JsonObject;
}

const shown = ({ severity, code, path, message, witness, mend }: Finding) =>
  `${severity} ${code} at ${path}\n  ${message}\n  shown by: ${witness.join(', ')}\n  mend: ${mend}\n`;

function blocksOf(page: string) {
  return [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].map(([, kind = '', text = '']) => ({ kind, text }));
}

/** A length is put in place of another, since it is in one unit. */
function merged(flow: JsonObject, part: JsonObject): JsonObject {
  const isLength = (path: readonly string[]) => ['within', 'after', 'every'].includes(path.at(-1) ?? '');
  const put = (before: Json | undefined, after: Json, path: readonly string[]): Json => {
    if (!isJsonObject(after) || !isJsonObject(before) || isLength(path)) return mergePatch(undefined, after) as Json;
    const kept = Object.entries(before).filter(([name]) => after[name] !== null);
    const changed = Object.entries(after).filter(([, value]) => value !== null);
    return Object.fromEntries([
      ...kept,
      ...changed.map(([name, value]) => [name, put(before[name], value as Json, [...path, name])]),
    ]);
  };
  return put(flow, part, []) as JsonObject;
}

function requirePage(page: string): void {
  const blocks = blocksOf(page);
  let flow = yaml(read('parcel.yaml'));
  const others = new Map<string, JsonObject>();
  for (const [index, { kind, text }] of blocks.entries()) {
    if (kind === 'yaml') {
      const part = yaml(text);
      const isOther = typeof part.name === 'string';
      const judged = isOther ? part : merged(flow, part);
      const known = [...others.values(), flow] as unknown as readonly FlowDefinition[];
      const after = blocks[index + 1];
      const expected = after?.kind === 'text' ? after.text : '';
      assert.equal(checkFlow(judged, { others: known }).map(shown).join(''), expected, text);
      if (expected !== '') continue;
      if (isOther) others.set(String(part.name), part);
      else flow = judged;
    } else if (kind === 'story') {
      const [, start = '', ledger = ''] = /^from (\S+)\n([\s\S]*)$/.exec(text) ?? [];
      tell([flow, ...others.values()] as unknown as readonly FlowDefinition[], start, ledger);
    } else assert.ok(['text', 'ts', 'json'].includes(kind), `a block of ${kind} is not read by any test`);
  }
}

for (const name of pages)
  test(`[L340] the parts and stories of docs/guide/language/${name} are as the page says`, () => requirePage(read(name)));

/** The names of members that the published schema gives to flows, but for those of JSON Schema and of calendars' weekdays. */
function membersOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = isJsonObject((schema as JsonObject).properties) ? Object.keys((schema as { properties: object }).properties) : [];
  return [...own, ...Object.values(schema).flatMap(membersOf)];
}

test('[L340] the guide has each member of a flow, each built-in event, and each function of expressions', () => {
  const guide = [...pages, 'parcel.yaml'].map(read).join('\n');
  const said = new Set(guide.match(/[A-Za-z][A-Za-z-]*/g));
  const functions = /^\| function \|[\s\S]*?\n\n[^\n]*\n[^\n]*\n[^\n]*/m.exec(
    readFileSync(new URL('../SPEC.md', import.meta.url), 'utf8').split('## The library of expressions')[1] ?? '',
  )?.[0];
  const called = [...(functions ?? '').matchAll(/`([a-zA-Z_]+)(?:\(|`)/g)].map(([, name = '']) => name);
  assert.ok(called.length > 25, String(called.length));
  const lacking = (names: readonly string[]) =>
    [...new Set(names)].filter((name) => !said.has(name.replaceAll('_', '-')) && !guide.includes(name));
  assert.deepEqual(lacking(membersOf(publishedFlowSchema())), ['$schema']);
  assert.deepEqual(lacking(builtInEvents.filter((name) => name !== 'expected')), []);
  assert.deepEqual(lacking(called), []);
});

test('[L340] the program of the guide reads a flow, decides, and explains', async () => {
  const code = blocksOf(read('program.md')).find(({ kind }) => kind === 'ts')?.text ?? '';
  const language = new URL('./index.ts', import.meta.url).href;
  const folderOf = mkdtempSync(join(tmpdir(), 'throughline-guide-'));
  try {
    const file = join(folderOf, 'snippet.mts');
    writeFileSync(file, code.replaceAll("'@throughline/language'", JSON.stringify(language)));
    const { firstStep } = (await import(pathToFileURL(file).href)) as {
      readonly firstStep: (text: string, at: number) => readonly string[];
    };
    const at = Date.UTC(2026, 2, 2, 8);
    assert.deepEqual(firstStep(read('parcel.yaml'), at), [
      'waiting: 2026-03-03 08:00: in Waiting since 2026-03-02 08:00 + 24 hours',
    ]);
    assert.deepEqual(firstStep(read('parcel.yaml').replace('owner: carrier', 'owner: null'), at), [
      'schema-invalid at /states/travelling/owner',
    ]);
    const twice =
      'line 2: the member "name" is there twice. Rename one of the two, or take it out: only one of them could count.';
    assert.deepEqual(firstStep('name: parcel\nname: letter\n', at), [twice]);
  } finally {
    rmSync(folderOf, { recursive: true });
  }
});

test('[L60] of the flow that the guide begins with the checker says nothing', () => {
  assert.deepEqual(checkFlow(yaml(read('parcel.yaml'))), []);
});

const type = (of: string, more: object = {}) => ({ type: of, ...more });
const closed = (properties: object, required: readonly string[]) => ({
  ...{ type: 'object', properties, required, additionalProperties: false },
});
const line = closed({ sku: type('string'), amount: type('integer'), quantity: type('integer') }, ['sku', 'amount', 'quantity']);
const scope = {
  data: closed(
    {
      ...{
        customer: type('string'),
        currency: type('string'),
        dueOn: type('string'),
        seenAt: type('string'),
        note: type('string'),
      },
      ...{ amount: type('integer'), paid: type('integer'), express: type('boolean') },
      ...{ tags: type('array', { items: type('string') }), lines: type('array', { items: line }) },
    },
    ['customer', 'currency', 'dueOn', 'seenAt', 'amount', 'paid', 'express', 'tags', 'lines'],
  ),
} as unknown as Scope;
const day: [string, string][] = [['09:00', '17:00']];
const calendar = compileCalendar({
  ...{ timeZone: 'Europe/Rome', from: '2026-01-01', to: '2026-12-31' },
  week: { monday: day, tuesday: day, wednesday: day, thursday: day, friday: day },
  holidays: [{ on: '2026-04-06' }],
});

function evaluated(expression: string, data: JsonObject): string {
  try {
    return JSON.stringify(compileExpression(expression, scope).evaluate({ data, [calendarRead]: () => calendar }));
  } catch (error) {
    assert.ok(error instanceof ExpressionError, String(error));
    return `fails: ${error.message.replace(` in "${expression}"`, '')}`;
  }
}

test('[L250] [L340] each expression of the table gives what stands beside it', () => {
  const page = read('expressions.md');
  const data = JSON.parse(blocksOf(page).find(({ kind }) => kind === 'json')?.text ?? '') as JsonObject;
  const rows = [...page.matchAll(/^\| `([^`]+)` \| `([^`]+)` \|$/gm)];
  assert.ok(rows.length > 40, String(rows.length));
  for (const [, written = '', result = ''] of rows) {
    const expression = written.replaceAll('\\|', '|');
    assert.equal(evaluated(expression, data), result, expression);
  }
});
