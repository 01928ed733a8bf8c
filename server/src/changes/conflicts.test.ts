import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calendarOf } from '@throughline/language';
import { graphBuilder } from '../catalogue/graph.ts';
import { conflictsOf, type Period, type Planned } from './conflicts.ts';
import { wholeDays } from './whole-days.ts';

const at = (text: string) => Date.parse(`${text}:00Z`);
const stretch = ([from, to]: readonly [string, string]) => {
  const found = { from: at(from), to: at(to) };
  return { ...found, days: wholeDays(calendarOf('UTC'), found) };
};
const planned = (key: string, when: readonly [string, string], more: Partial<Planned> = {}): Planned => ({
  ...{ kind: 'change', key, title: key, systems: ['CRM'], flows: [], ...stretch(when) },
  ...{ committedOn: null, release: null, isEmergency: false },
  ...more,
});
const period = (kind: Period['kind'], key: string, when: readonly [string, string], more: Partial<Period> = {}): Period => ({
  ...{ kind, key, title: key, systems: [], flows: [], ...stretch(when) },
  ...more,
});

/** The portal needs sign-on, so does the CRM; the invoices of billing come from the ERP. The wiki hangs on nothing. */
function company() {
  const builder = graphBuilder();
  const parts = { owner: 'systems-lead', tier: '1', state: 'live' } as const;
  for (const name of ['CRM', 'Portal', 'Sign-on', 'ERP', 'Billing', 'Wiki'])
    builder.add({ kind: 'system', name, title: name, ...parts });
  builder.add({ kind: 'integration', name: 'invoices', title: 'Invoices', ...parts });
  builder.join('needs', ['system', 'CRM'], ['system', 'Sign-on']);
  builder.join('needs', ['system', 'Portal'], ['system', 'Sign-on']);
  builder.join('reads', ['integration', 'invoices'], ['system', 'ERP']);
  builder.join('fed', ['system', 'Billing'], ['integration', 'invoices']);
  return builder.done();
}

const evening = ['2026-03-10T18:00', '2026-03-10T20:00'] as const;
const later = ['2026-03-10T20:00', '2026-03-10T22:00'] as const;
const said = (all: ReturnType<typeof conflictsOf>) =>
  all.map(({ kind, of, with: other, path }) => [kind, of, other, ...path].join(' '));

test('[S821] two at once are in conflict where they touch the same, one needs the other, or both need a third; one after the other is none', () => {
  const graph = company();
  const pair = (a: Partial<Planned>, b: Partial<Planned>, when: readonly [string, string] = evening) =>
    said(conflictsOf([planned('CHG-1', evening, a), planned('CHG-2', when, b)], [], graph));
  assert.deepEqual(pair({}, {}), ['same-time CHG-1 CHG-2 CRM']);
  assert.deepEqual(pair({}, {}, later), []);
  assert.deepEqual(pair({}, { systems: ['Sign-on'] }), ['same-time CHG-1 CHG-2 CRM Sign-on']);
  assert.deepEqual(pair({}, { systems: ['Portal'] }), ['same-time CHG-1 CHG-2 CRM Sign-on Portal']);
  assert.deepEqual(pair({ systems: ['ERP'] }, { systems: ['Billing'] }), ['same-time CHG-1 CHG-2 Billing ERP']);
  assert.deepEqual(pair({}, { systems: ['Wiki'] }), []);
  assert.deepEqual(pair({ systems: [], flows: ['order'] }, { systems: [], flows: ['order'] }), ['same-time CHG-1 CHG-2 order']);
  const [needed] = conflictsOf([planned('CHG-1', evening), planned('CHG-2', evening, { systems: ['Sign-on'] })], [], graph);
  assert.equal(needed?.text, 'CHG-1 and CHG-2 are planned for the same time, and CRM does not work without Sign-on');
  // What goes live together is one.
  assert.deepEqual(pair({ release: 'R-1' }, { release: 'R-1' }), []);
  const release = planned('R-1', ['2026-03-10T00:00', '2026-03-11T00:00'], { kind: 'release' });
  assert.deepEqual(said(conflictsOf([release, planned('CHG-1', evening, { release: 'R-1' })], [], graph)), []);
  assert.deepEqual(said(conflictsOf([release, planned('CHG-1', evening)], [], graph)), ['same-time R-1 CHG-1 CRM']);
});

test('[S822] in a freeze, outside of every window, after the day that was promised: each is said once, with what shows it', () => {
  const graph = company();
  const one = planned('CHG-1', evening, { committedOn: '2026-03-09' });
  const windows = [
    period('window', 'tuesdays', ['2026-03-10T19:00', '2026-03-10T23:00']),
    period('window', 'next', ['2026-03-17T19:00', '2026-03-17T23:00']),
  ];
  const fair = period('event', 'fair', ['2026-03-10T08:00', '2026-03-12T18:00'], { systems: ['Portal'] });
  const close = period('freeze', 'close', ['2026-03-10T00:00', '2026-03-11T00:00']);
  const all = conflictsOf([one], [...windows, fair, close], graph);
  assert.deepEqual(said(all), ['freeze CHG-1 close', 'outside-window CHG-1 tuesdays', 'after-commitment CHG-1 ']);
  assert.deepEqual(
    all.map(({ text }) => text),
    [
      'CHG-1 is planned for 2026-03-10 18:00 to 20:00, in the freeze close (2026-03-10)',
      'CHG-1 is planned for 2026-03-10 18:00 to 20:00, outside of every window; the next one is tuesdays (2026-03-10 19:00 to 23:00)',
      'CHG-1 is planned for 2026-03-10, and was promised for 2026-03-09',
    ],
  );
  // Within a window, on the day promised, nothing is in the way; an emergency waits for no window.
  const good = planned('CHG-1', ['2026-03-10T19:00', '2026-03-10T20:00'], { committedOn: '2026-03-10' });
  assert.deepEqual(conflictsOf([good], [...windows, fair], graph), []);
  assert.deepEqual(conflictsOf([{ ...one, committedOn: null, isEmergency: true }], [...windows, fair], graph), []);
  // Ends when the freeze begins: no overlap.
  const before = period('freeze', 'close', ['2026-03-10T20:00', '2026-03-11T00:00']);
  assert.deepEqual(said(conflictsOf([planned('CHG-1', evening)], [before], graph)), []);
});
