import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Home, MetricTile, Risk } from '@throughline/api';
import { riskAddress } from '../addresses.ts';
import { brokeWords, decideWords, riskWords, type Words } from './sentences.ts';

const now = '2027-01-11T07:40:00.000Z';
const settings = { locale: 'en-GB', timeZone: 'Europe/Berlin', now: Date.parse(now) };
const telling = { database: 'demo', settings } as const;

const text = (words: Words) => words.map((word) => (typeof word === 'string' ? word : word.text)).join('');
const links = (words: Words) => words.filter((word) => typeof word !== 'string');

const dso: MetricTile = {
  ...{ id: 'dso', title: 'DSO', description: '', owner: { role: 'finance', title: 'Finance' }, unit: 'days', direction: 'down' },
  ...{ target: { to: 48 }, dimensions: ['kind'], currency: null, value: 54.23, change: 1.1, baseline: 47.81 },
  ...{ limits: { lower: 44, upper: 52 }, broke: true, standing: 'breach', status: 'alarm', n: 100 },
  grain: 'month',
  series: [{ from: '2026-12-01', to: '2027-01-01', value: 54.23 }],
};
const calm: MetricTile = {
  ...dso,
  id: 'share',
  title: 'Late share',
  unit: 'share',
  value: 0.2,
  broke: false,
  status: 'in-target',
};
const part = {
  ...{ dimension: 'kind', dimensionTitle: 'Kind', value: 'partial', valueTitle: 'Partial payment', share: 0.72, change: 4.6 },
  ...{ before: 49, after: 61.5, n: { before: 90, after: 40 } },
};
const caseName = { id: 'r', flow: 'release', key: 'R-17', entity: 'one', state: 'released', stateTitle: 'Released' };
const release = {
  kind: 'release',
  title: 'Delivery v4: messages',
  key: 'R-17',
  at: '2026-10-11T10:00:00.000Z',
  case: caseName,
} as const;
const broke: Home['broke'] = {
  ...{
    status: 'broke',
    at: now,
    asOf: null,
    metric: dso,
    change: 6.42,
    since: '2026-10-12',
    part,
    changeBefore: release,
    others: 0,
  },
};
const brokeText = (change: Partial<Home['broke']>, metrics = [dso, calm]) =>
  text(brokeWords({ broke: { ...broke, ...change }, metrics }, telling));

describe('what broke', () => {
  test('[K455] the metric, its change, its value, since when, past what, what it comes from, what came before', () => {
    const words = brokeWords({ broke, metrics: [dso, calm] }, telling);
    assert.equal(
      text(words),
      'DSO rose 6.4 days to 54.2 days in December 2026, past its alarm of 52.0 days, higher since 12 October 2026. 4.6 of the 6.4 come from kind Partial payment (49.0 days to 61.5 days); Delivery v4 in release R-17 went live on 11 October 2026.',
    );
    assert.deepEqual(
      links(words).map(({ href }) => href),
      [
        '/demo/metrics/dso?from=2026-12-01&to=2027-01-01',
        '/demo/metrics/dso?from=2026-12-01&to=2027-01-01&where=kind%3Dpartial',
        '/demo/case/r',
      ],
    );
  });

  test('[K455] what is not known is not said: no part, no change before, other metrics, a fall, a part that is more than the whole', () => {
    assert.match(
      brokeText({ part: null }),
      /since 12 October 2026\. Delivery v4 in release R-17 went live on 11 October 2026\.$/,
    );
    assert.match(brokeText({ part: null, changeBefore: null }), /2026\. No release and no new flow version came before\.$/);
    assert.match(brokeText({ changeBefore: null }), /61\.5 days\); no release and no new flow version came before\.$/);
    assert.match(
      brokeText({ changeBefore: { ...release, kind: 'flow-version', case: null } }),
      /; Delivery v4 went live on 11 October 2026\.$/,
    );
    assert.match(
      brokeText({ metric: { ...dso, value: 40 }, change: -7.8 }),
      /^DSO fell 7\.8 days to 40\.0 days .* alarm of 44\.0 days, lower since/,
    );
    assert.match(brokeText({ part: { ...part, share: 1.2, change: 7.7 } }), / All of it comes from kind/);
    const other = { ...calm, broke: true };
    assert.match(brokeText({}, [dso, other]), / Late share is past its alarm too, at 20\.0%\.$/);
    const several = brokeWords({ broke, metrics: [dso, other, { ...other, id: 'third' }] }, telling);
    assert.match(text(several), / 2 other metrics are past their alarms too\.$/);
    assert.ok(links(several).length <= 4);
  });

  test('[K456] that nothing broke, that there is too little, and that it is being measured are answers', () => {
    assert.equal(
      brokeText({ status: 'nothing', metric: null }),
      'Nothing broke: 2 metrics are where the periods before let expect it.',
    );
    assert.match(brokeText({ status: 'measuring', metric: null }), /being measured/);
    const tooLittle = (values: readonly (number | null)[]) => {
      const series = values.map((value, index) => ({ from: `2026-0${index + 1}-01`, to: `2026-0${index + 2}-01`, value }));
      return brokeText({ status: 'too-little', metric: null }, [{ ...calm, series }]);
    };
    assert.match(tooLittle([]), /^Too little has happened yet/);
    assert.match(tooLittle([null, 0]), /nothing to measure since 1 January 2026\. What is older is measured on the page of each/);
    assert.match(tooLittle([null, 3]), /since 1 January 2026 there is too little for that\./);
  });
});

const row = { cases: 0, amounts: [], soon: 0 };
const risk: Risk = {
  ...{ flow: 'invoice', ladder: 'dunning', dueOn: 'dueOn', open: 'open', currency: 'currency' },
  noun: { one: 'invoice', many: 'invoices' },
  cases: 41,
  amounts: [
    { amount: 31_248_049, currency: 'EUR' },
    { amount: 6_415_000, currency: 'GBP' },
  ],
  soon: 25,
  soonAsking: [{ name: 'legal', title: 'Legal', count: 2 }],
  rungs: [
    { rung: null, title: 'Before', after: null, ...row },
    { rung: 'remind', title: 'Remind', after: '7 days', ...row },
  ],
  lateBefore: { rung: '$historic', title: 'Late before', ...row, ages: [] },
  paused: { ...row, states: ['disputed', 'promised'] },
  nextDue: null,
};
const riskText = (change: Partial<Risk>) => text(riskWords({ ...risk, ...change }, now, telling));

describe('what is at risk', () => {
  test('[K455] money by currency, whole; the cases; the rungs that fire soon', () => {
    const words = riskWords(risk, now, telling);
    assert.equal(
      text(words),
      '€312,480 and £64,150 are overdue on 41 invoices. 25 rungs fire in the next 7 days; 2 of them ask for legal.',
    );
    assert.deepEqual(
      links(words).map(({ href }) => decodeURIComponent(href)),
      [
        '/demo/cases/invoice?open=true&where=dueOn<2027-01-11&where=open>0&where=currency=EUR',
        '/demo/cases/invoice?open=true&where=dueOn<2027-01-11&where=open>0&where=currency=GBP',
        '/demo/cases/invoice?open=true&where=dueOn<2027-01-11&where=open>0',
        '/demo/tasks?show=rungs&flow=invoice&ladder=dunning',
      ],
    );
  });

  test('[K458] what was late before going live is said, and opens exactly these', () => {
    const lateBefore = { ...risk.lateBefore, cases: 40 };
    const words = riskWords({ ...risk, lateBefore }, now, telling);
    assert.match(text(words), /on 41 invoices\. 40 of them were late before you went live: nothing was sent\. 25 rungs fire/);
    assert.equal(
      decodeURIComponent(links(words).find((link) => link.text === '40 of them')?.href ?? ''),
      '/demo/cases/invoice?open=true&where=dueOn<2027-01-11&where=open>0&where=$rung.dunning=$historic&where=$state!=disputed,promised',
    );
    assert.match(riskText({ lateBefore: { ...lateBefore, cases: 41 } }), / All of them were late before/);
    const due = { from: '2026-12-29', to: '2027-01-04' };
    assert.equal(
      decodeURIComponent(riskAddress('demo', risk, { today: '2027-01-11', part: { rung: '$historic', due } })),
      '/demo/cases/invoice?open=true&where=dueOn>=2026-12-29&where=dueOn<=2027-01-04&where=open>0&where=$rung.dunning=$historic&where=$state!=disputed,promised',
    );
  });

  test('[K456] nothing late, nothing owed, one case, many currencies', () => {
    const none = { cases: 0, amounts: [], soon: 0, soonAsking: [] };
    const next = { case: { ...caseName, flow: 'invoice', key: 'INV-1121' }, on: '2027-01-14' };
    assert.equal(
      riskText({ ...none, nextDue: next }),
      'No invoice is overdue. Next due: INV-1121, in 3 d. No rung fires in the next 7 days.',
    );
    assert.equal(text(riskWords(null, now, telling)), 'No money is at risk: nothing is owed yet.');
    assert.equal(
      riskText({ cases: 1, amounts: [{ amount: 100, currency: 'EUR' }], soon: 1, soonAsking: [] }),
      '€1 is overdue on 1 invoice. 1 rung fires in the next 7 days.',
    );
    const amounts = ['EUR', 'GBP', 'USD', 'CHF', 'SEK'].map((currency) => ({ amount: 100, currency }));
    assert.match(riskText({ amounts }), /^€1, £1, \$1 and amounts in 2 more currencies are overdue on 41 invoices\./);
  });
});

describe('what is to be decided', () => {
  const group = (title: string, count: number, amount: number) => ({
    ...{ title, count, dueAt: now, amounts: [{ amount, currency: 'EUR' }] },
  });
  const decide: Home['decide'] = {
    ...{ decisions: 7, tasks: 3, firstDue: '2027-01-11T16:00:00.000Z', items: [] },
    groups: [group('Approve legal', 3, 3_811_225), group('Approve: write off', 1, 4210), group('C', 1, 0), group('D', 2, 0)],
  };

  test('[K455] how many, the first due, what they are and what they are worth', () => {
    const words = decideWords(decide, telling);
    assert.equal(
      text(words),
      '7 decisions wait for you, the first due today: 3 × approve legal, €38,112; 1 × write off, €42; 1 × c, €0; 2 others.',
    );
    assert.equal(links(words).length, 4);
    assert.deepEqual(links(words)[1]?.href, '/demo/tasks?show=decisions&title=Approve+legal');
  });

  test('[K456] nothing to decide, with and without tasks', () => {
    const nothing = { ...decide, decisions: 0, groups: [], firstDue: null };
    assert.equal(text(decideWords(nothing, telling)), 'Nothing waits for your decision. 3 tasks are yours.');
    assert.equal(text(decideWords({ ...nothing, tasks: 0 }, telling)), 'Nothing waits for your decision.');
  });
});
