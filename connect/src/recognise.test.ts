import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { currencyDigits } from '@throughline/language';
import { type GeneratedTable, generatedTable } from '@throughline/testing';
import { profileColumns } from './column-profile.ts';
import { controlTotals } from './control-totals.ts';
import { lookAtTable } from './look-at-table.ts';
import { planTable, type TableAnswers } from './table-plan.ts';
import { tableAbout } from './table-reader.ts';

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-tables-'));
});
after(() => rmSync(folder, { recursive: true }));

/** Seeds that nobody looked at while the names and rules were written. */
const seeds = Array.from({ length: 40 }, (_, index) => 90_001 + index);

/** What a person who knows the file answers. */
function answersFor(file: GeneratedTable, asked: ReturnType<typeof planTable>['questions']): TableAnswers {
  return Object.fromEntries(
    asked.map(({ id, options }) => {
      if (id === 'currency') return [id, Object.keys(file.totals)[0] ?? 'EUR'];
      if (id.startsWith('decimal/')) return [id, file.decimal];
      return [id, options.find(({ value }) => value[0] === file.dateFormat[0])?.value ?? ''];
    }),
  );
}

async function read(file: GeneratedTable) {
  const path = join(folder, file.name);
  writeFileSync(path, file.bytes);
  const { format, label } = await tableAbout(path);
  const options = { format, ...(label === null ? {} : { encoding: label }) };
  const { columns } = await lookAtTable(path, options);
  return { path, options, columns, first: planTable(columns, format) };
}

test('[C60] files in shapes that nobody chose are recognised: what a row is, and which column is which', async () => {
  for (const seed of seeds) {
    const file = generatedTable(seed);
    const { first } = await read(file);
    assert.equal(first.plan.shape, file.shape, `seed ${seed}`);
    const roles = ['case', 'activity', 'time', 'issued', 'due', 'paid', 'amount', 'currency', 'customer'];
    for (const role of roles.filter((each) => file.columns[each] !== undefined)) {
      const found = first.columns.find(({ name }) => name === file.columns[role]);
      assert.equal(found?.kind, role, `seed ${seed}: ${found?.name} (${found?.because})`);
    }
  }
});

test('[C62] days that can be read in two ways are asked, with an example of each reading; others are not', async () => {
  for (const seed of seeds) {
    const file = generatedTable(seed);
    const { first } = await read(file);
    const asked = first.questions.filter(({ id }) => id.startsWith('dates/'));
    assert.equal(asked.length > 0, file.ambiguousDates, `seed ${seed}: ${file.dateFormat}`);
    for (const { options } of asked) assert.equal(new Set(options.map(({ reading }) => reading)).size, options.length);
  }
});

test('[C63] the sums of a file are exact, and what is in none of them is named by its line', async () => {
  for (const seed of seeds) {
    const file = generatedTable(seed);
    const { path, options, columns, first } = await read(file);
    const { plan, questions } = planTable(columns, 'csv', answersFor(file, first.questions));
    assert.deepEqual(questions, [], `seed ${seed}`);
    const control = await controlTotals(path, plan, options);
    assert.equal(control.rows, file.rows, `seed ${seed}`);
    const minor = control.totals.map(({ currency, sum }) => [
      currency,
      Number(sum.digits * 10n ** BigInt((currencyDigits(currency) ?? 0) - sum.scale)),
    ]);
    assert.deepEqual(Object.fromEntries(minor), file.totals, `seed ${seed}`);
    assert.deepEqual(
      control.unread.map(({ line, text }) => ({ line, text })),
      file.damaged,
      `seed ${seed}`,
    );
  }
});

const column = (name: string, values: readonly string[]) =>
  profileColumns(
    [name],
    values.map((value) => [value]),
  );

test('[C62] one value that can be read in one way only settles its column; another column of the file settles it too', () => {
  const settled = planTable(column('Due date', ['01/02/2013', '13/02/2013']), 'csv');
  assert.equal(settled.columns[0]?.format, 'D/M/YYYY');
  const rows = [
    ['1', '01/02/2013', '25/03/2013'],
    ['2', '03/04/2013', '01/05/2013'],
  ];
  const both = planTable(profileColumns(['Invoice', 'Invoice date', 'Due date'], rows), 'csv');
  assert.deepEqual([both.columns[1]?.format, both.questions], ['D/M/YYYY', []]);
  assert.match(both.notes.join(), /“Due date”/);
  const open = planTable(column('Due date', ['01/02/2013', '03/04/2013']), 'csv').questions.find(
    ({ id }) => id === 'dates/Due date',
  );
  assert.deepEqual(open?.options.map(({ reading }) => reading).sort(), [
    '01/02/2013 is 1 February 2013',
    '01/02/2013 is 2 January 2013',
  ]);
});

test('[C62] 1.234 alone is asked; beside 1.234,50 it is not, and in what programs write the point is before the decimals', () => {
  const asked = planTable(column('Amount EUR', ['1.234', '2.345']), 'csv').questions.find(
    ({ id }) => id === 'decimal/Amount EUR',
  );
  assert.deepEqual(asked?.options, [
    { value: '.', reading: '1.234 is 1.234' },
    { value: ',', reading: '1.234 is 1234' },
  ]);
  assert.equal(planTable(column('Amount EUR', ['1.234', '2.345,50']), 'csv').columns[0]?.decimal, ',');
  assert.equal(planTable(column('Amount EUR', ['1.234', '2.345']), 'json-lines').columns[0]?.decimal, '.');
});
