import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invoice } from '../../test/invoice-flow.ts';
import { edited } from '../../test/seeded-defects.ts';
import type { Json } from '../json.ts';
import { checkFlow } from './check-flow.ts';

const pay = '/states/sent/on/pay/0';
const unit = 'Write a length in one unit, such as { "days": 2 }.';
const clock = 'Expressions cannot read the time: use "within" or a ladder.';

/** What is written, and what to write instead. */
const slips: readonly (readonly [path: string, written: Json, mend: string])[] = [
  ['/states/disputed/on/reject', 'sent', 'Write { "to": "sent" }.'],
  ['/states/paid/within', { days: 1, hours: 8 }, unit],
  ['/states/paid/within', {}, unit],
  ['/states/paid/within', 24, unit],
  [`${pay}/set`, { paid: 5 }, 'An expression is a text: write "5", in quotation marks.'],
  ['/states/paid/within', { businesHours: 16 }, 'Write { "businessHours": 16 }.'],
  ['/states/paid/within', { weeks: 2 }, 'Write { "days": 14 }.'],
  [`${pay}/roles`, 'finance', 'Write ["finance"], a list.'],
  [`${pay}/when`, 'data.amount > ', 'It ends too soon: write what is missing at its end.'],
  [
    `${pay}/when`,
    'data.amount > "5"',
    '">" does not take a whole number and text: text stands in quotation marks, a number does not.',
  ],
  [`${pay}/when`, true, 'An expression is a text: write "true", in quotation marks.'],
  [`${pay}/when`, 'data.amount = 5', 'Write == to compare.'],
  [`${pay}/when`, 'data.amount > 5 AND data.amount < 9', 'Write && for "and".'],
  [`${pay}/when`, 'data.amount > 5 or data.amount < 9', 'Write || for "or".'],
  [`${pay}/when`, 'amount > 5', 'Write data.amount.'],
  [`${pay}/when`, 'dta.amount > 5', 'Did you mean "data"?'],
  [`${pay}/when`, 'data.dueOn < now()', clock],
  [`${pay}/when`, 'data.dueOn < today', clock],
  [
    `${pay}/when`,
    'data.currency == EUR',
    'Text stands in quotation marks: "EUR". Names are: "data", "parameters", "computed", "children", "event".',
  ],
];

for (const [path, written, mend] of slips)
  test(`[L343] ${JSON.stringify(written)} at ${path}: ${mend}`, () => {
    const mends = checkFlow(edited(invoice, [path, written])).map((found) => found.mend);
    assert.ok(mends.includes(mend), JSON.stringify(mends));
  });

/** A name is written wrong, and nothing is said but that. */
const names: readonly (readonly [code: string, path: string, written: Json])[] = [
  ['state-unknown', '/states/sent/on/dispute/to', 'dispted'],
  ['state-unknown', '/ladders/dunning/during/0', 'snt'],
  ['exception-unknown', '/states/sent/on/dispute/raise', 'dispte'],
];

for (const [code, path, written] of names)
  test(`[L72] ${code} at ${path} is said once`, () => {
    const found = checkFlow(edited(invoice, [path, written])).map((each) => [each.code, each.path]);
    assert.deepEqual(found, [[code, path]]);
  });
