import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModulePlaces } from './module-places.ts';

const shared = `
export const days14 = days(14, { owner: 'lead', from: 1, to: 30 });
export const ownerOf = { sales: 'sales-desk' };
export const rest = { disputed: { owner: 'finance', on: { accept: { to: 'credited' } } } };
export const head = { name: 'invoice', title: \`Invoice\` };
export * from './more.ts';
`;
const more = 'export const late = [{ to: "late-one" }, { to: "late-two" }];\nexport { late as again };\n';

const entry = `
import { days, defineFlow, definePack, Fields, hours, List, mail, Money, Optional, Text } from '@throughline/language';
import { days14, head, ownerOf, rest, late } from './shared.ts';
import * as all from './shared.ts';
import { other } from '@elsewhere/package';

const payment = { when: 'data.open > 0', to: 'paid' };
const pick = (condition, extra) => [{ when: condition, to: 'picked', ...extra }, 'kept'];
function move(to) { return { to, by: 'person' }; }
const loop = { ...loop };
const self = self;

export const invoice = defineFlow({
  ...head,
  owner: ownerOf.sales,
  data: Fields({ number: Text({ maxLength: 40 }), lines: Optional(List(Text())), amount: Money({ list: true }) }),
  parameters: { soon: days(7), later: days14, odd: other(3) },
  states: {
    sent: {
      owner: ownerOf['sales'],
      within: hours(24),
      on: {
        pay: payment,
        close: 'closed',
        ask: [...late, { to: 'third' }, 'fourth'],
        pick: [...pick('data.x', { reason: true }), { to: 'last' }],
        move: move('moved'),
        blur: [...other(2), { to: 'blurred' }],
        if: debug ? { to: 'left' } : { to: 'right', reason: true },
        sum: { when: 'data.a' + ' > 1', to: 'summed' },
        2: { to: 'number' },
        'quoted name': { to: 'quoted' },
        again: all.again[1],
        loop, self,
        mailed: { effects: [mail('reminder', { to: 'data.contact' })] },
      },
    },
    ...rest,
    twice: { owner: 'first' },
    ...{ twice: { owner: 'second' } },
  },
});
export { invoice as bill };
export const pack = definePack({ flows: [invoice, other], metrics: [] });
export default invoice;
`;

const text = (path: string, source: string) => ({ path, text: source, plain: source });
const places = new ModulePlaces([text('/a/entry.ts', entry), text('/a/shared.ts', shared), text('/a/more.ts', more)]);

const table: readonly (readonly [path: string, said: string, file?: string, exported?: string])[] = [
  ['', 'invoice'],
  ['/name', "'invoice'", 'shared'],
  ['/title', '`Invoice`', 'shared'],
  ['/owner', "'sales-desk'", 'shared'],
  ['/data', 'Fields({ number: Text({ maxLength: 40 }), lines: Optional(List(Text())), amount: Money({ list: true }) })'],
  ['/data/properties/number/maxLength', '40'],
  ['/data/properties/amount', 'Money({ list: true })'],
  ['/data/properties/amount/list', 'true'],
  ['/data/properties/lines/items', 'Text()'],
  ['/parameters/soon', 'days(7)'],
  ['/parameters/soon/default', '7'],
  ['/parameters/soon/owner', 'days(7)'],
  ['/parameters/later/owner', "'lead'", 'shared'],
  ['/parameters/odd/owner', 'other(3)'],
  ['/states', 'states'],
  ['/states/sent', 'sent'],
  // What is not there is missing from what stands around it.
  ['/states/sent/final', 'sent'],
  ['/states/sent/owner', "'sales-desk'", 'shared'],
  ['/states/sent/within', 'hours(24)'],
  ['/states/sent/within/hours', '24'],
  ['/states/sent/on/pay', 'pay'],
  ['/states/sent/on/pay/to', "'paid'"],
  // A name is short for { to }.
  ['/states/sent/on/close/to', "'closed'"],
  ['/states/sent/on/ask/0/to', '"late-one"', 'more'],
  ['/states/sent/on/ask/1/to', '"late-two"', 'more'],
  ['/states/sent/on/ask/2/to', "'third'"],
  ['/states/sent/on/ask/3/to', "'fourth'"],
  // A function that returns a literal is looked into; its parameters are what was given.
  ['/states/sent/on/pick/0/when', "'data.x'"],
  ['/states/sent/on/pick/0/to', "'picked'"],
  ['/states/sent/on/pick/0/reason', 'true'],
  ['/states/sent/on/pick/1/to', "'kept'"],
  ['/states/sent/on/pick/2/to', "'last'"],
  ['/states/sent/on/move', "move('moved')"],
  ['/states/sent/on/move/to', "'moved'"],
  ['/states/sent/on/move/by', "'person'"],
  // What the text does not tell has the place around it.
  ['/states/sent/on/blur/2/to', 'other(2)'],
  ['/states/sent/on/if/reason', 'true'],
  ['/states/sent/on/sum/when', "'data.a' + ' > 1'"],
  ['/states/sent/on/2/to', "'number'"],
  ['/states/sent/on/quoted name/to', "'quoted'"],
  ['/states/sent/on/again/to', '"late-two"', 'more'],
  ['/states/sent/on/loop/to', 'loop'],
  ['/states/sent/on/self/to', 'self'],
  ['/states/sent/on/mailed/effects/0/template', "'reminder'"],
  ['/states/sent/on/mailed/effects/0/to', "'data.contact'"],
  ['/states/disputed', 'disputed', 'shared'],
  ['/states/disputed/on/accept/to', "'credited'", 'shared'],
  ['/states/twice/owner', "'second'"],
  ['/flows/0/states/sent/on/close/to', "'closed'", 'entry', 'pack'],
  ['/flows/1/states', 'other', 'entry', 'pack'],
  ['/states/sent/on/close/to', "'closed'", 'entry', 'bill'],
  ['/states/sent/on/close/to', "'closed'", 'entry', 'default'],
];

for (const [path, said, file = 'entry', exported = 'invoice'] of table) {
  test(`[S25] in a module, ${exported} ${path} stands at ${said}`, () => {
    const span = places.find('/a/entry.ts', exported, path);
    assert.ok(span);
    assert.deepEqual([span.path, span.text.slice(span.start, span.end)], [`/a/${file}.ts`, said]);
  });
}

test('[S25] code that cannot be followed has no place, and looking ends', () => {
  const knot = Array.from({ length: 60 }, (_, at) => `const a${at} = { ...a${at + 1}, ...a${at + 1} };`).join('\n');
  const odd = new ModulePlaces([
    text('/knot.ts', `${knot}\nexport const a = a0;`),
    text('/broken.ts', 'export const a = ;'),
    text('/deep.ts', `export const a = ${'['.repeat(50_000)}${']'.repeat(50_000)};`),
    text('/circle.ts', "export { a } from './circle.ts';\nexport * from './circle.ts';"),
  ]);
  assert.ok(odd.find('/knot.ts', 'a', '/states/x'));
  for (const path of ['/broken.ts', '/deep.ts', '/circle.ts', '/absent.ts']) {
    for (const name of ['a', 'nothing']) assert.equal(odd.find(path, name, '/states/x'), undefined, path);
  }
});
