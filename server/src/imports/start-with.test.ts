import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import type { FlowChoices, Import, Recognition, TotalsCheck } from '@throughline/api';
import { currencyDigits } from '@throughline/language';
import * as testing from '@throughline/testing';
import { generatedTable, needsData } from '@throughline/testing';
import { answersFor, begin, ended, post, send } from '../../test/begin-with.ts';
import { type HttpHouse, httpHouse } from '../../test/http-house.ts';

const limit = { timeout: 240_000 };

let house: HttpHouse;
let stop: (() => Promise<void>)[] = [];
before(async () => {
  house = await httpHouse({ after: (work: () => Promise<void>) => stop.push(work) } as unknown as TestContext, testing);
}, limit);
after(async () => {
  for (const work of stop.toReversed()) await work();
  stop = [];
});

test(
  '[S600] files in shapes that nobody chose: the sums of the log are the file’s, or what is missing adds up to the difference',
  limit,
  async () => {
    for (const seed of [70_001, 70_002, 70_003]) {
      const file = generatedTable(seed);
      const { id } = await send(house, file.name, file.bytes);
      const asked = await post<Recognition>(house, `uploads/${id}/recognition`, { answers: {} });
      const answers = answersFor(file, asked.questions);
      const { totals, choices, numbers } = await begin(house, id, `generated-${seed}`, answers);
      assert.equal(choices.draft?.findings.filter(({ severity }) => severity === 'error').length, 0, `seed ${seed}`);
      assert.ok(totals.explained, `seed ${seed}: ${JSON.stringify(totals.totals)}`);
      assert.equal(totals.rows, file.rows);
      const amount = file.columns['amount'];
      for (const { currency, sum } of totals.totals.filter(({ column }) => column === amount)) {
        const digits = currencyDigits(currency) ?? 0;
        assert.equal(Math.round(Number(sum) * 10 ** digits), file.totals[currency], `seed ${seed} ${currency}`);
      }
      assert.deepEqual(
        totals.unread.map(({ line }) => line),
        file.damaged.map(({ line }) => line),
        `seed ${seed}`,
      );
      assert.equal(numbers.cases + (file.shape === 'wide' ? file.damaged.length : 0), file.cases, `seed ${seed}`);
    }
  },
);

test('[S601] what is missing is named by its line and reason, and adds up to the difference', limit, async () => {
  const good = Array.from({ length: 9 }, (_, index) => `${index + 5};1${index}.01.2026;05.01.2026;1,00`);
  const rows = [
    'Ticket;Paid on;Created on;Amount',
    '1;05.01.2026;02.01.2026;10,00',
    '2;;03.01.2026;20,50',
    '3;kaputt;04.01.2026;30,25',
    '4;;05.01.2026;zehn',
    ...good,
    '',
  ];
  const { id } = await send(house, 'small.csv', Buffer.from(rows.join('\n')));
  const { totals } = await begin(house, id, 'small', { currency: 'EUR' });
  assert.deepEqual(totals.totals, [
    {
      column: 'Amount',
      currency: 'EUR',
      count: 12,
      sum: '69.75',
      recorded: '39.50',
      recordedCount: 11,
      missing: '30.25',
      agrees: false,
    },
  ]);
  assert.deepEqual(
    totals.missing.map(({ line, amount }) => [line, amount]),
    [[4, '30.25']],
  );
  assert.match(totals.missing[0]?.reason ?? '', /Paid on/);
  assert.deepEqual(
    totals.unread.map(({ line, text }) => [line, text]),
    [[5, 'zehn']],
  );
  assert.equal(totals.explained, true);
});

test('[S602] what can be read in two ways is asked, and until it is answered nothing goes on', limit, async () => {
  const rows = [
    'Invoice no,Invoice date,Due date,Amount EUR',
    'A,01/02/2013,03/04/2013,10.00',
    'B,02/03/2013,04/05/2013,20.00',
    '',
  ];
  const { id } = await send(house, 'asked.csv', Buffer.from(rows.join('\n')));
  const asked = await post<Recognition>(house, `uploads/${id}/recognition`, { answers: {} });
  assert.deepEqual(asked.questions.map(({ id: of }) => of).sort(), ['dates/Due date', 'dates/Invoice date']);
  const refused = await house.ask(`POST /main/uploads/${id}/totals`, { payload: { answers: {} } });
  assert.equal(refused.json()['code'], 'mapping-unfit');
  const settled = await post<Recognition>(house, `uploads/${id}/recognition`, { answers: { dates: 'D/M/YYYY' } });
  assert.deepEqual(settled.questions, []);
});

test('[S604] receivables: our flow of invoices is suggested, and every cent is in the log', limit, async (t) => {
  const data = needsData(t);
  if (data === undefined) return;
  const { id } = await send(
    house,
    'accounts-receivable.csv',
    readFileSync(join(data, 'accounts-receivable/accounts-receivable.csv')),
  );
  const asked = await post<Recognition>(house, `uploads/${id}/recognition`, { answers: {} });
  assert.deepEqual(
    asked.questions.map((question) => question.id),
    ['currency'],
  );
  const answers = { currency: 'USD', entity: 'Receivables Ltd' };
  const { suggested, flows } = await post<FlowChoices>(house, `uploads/${id}/flows`, { answers });
  assert.equal(suggested, 'invoice');
  const choice = flows.find(({ flow }) => flow === 'invoice')?.choice;
  const run = await ended(house, (await post<Import>(house, 'imports', { upload: id, flow: 'invoice', choice }, 202)).id);
  assert.equal(run.status, 'done', JSON.stringify(run));
  const totals = (await house.ask(`GET /main/imports/${run.id}/totals`)).json<TotalsCheck>();
  assert.deepEqual(
    totals.totals.map(({ sum, recorded, agrees }) => [sum, recorded, agrees]),
    [['147703.18', '147703.18', true]],
  );
  assert.equal(totals.recordedRows, 2466);
});
