import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { MetricDefinition } from '@throughline/language';
import { testDatabase } from '@throughline/testing';
import { contextOf, dayAt, jobsOf, lateJobs, questionOf, type Scenario, usually } from '../../test/jobs.ts';
import { prepareLog, writeLog } from '../../test/log-fixture.ts';
import { logReader } from '../reader/postgres-log-reader.ts';
import { type Diagnosis, diagnose } from './diagnose.ts';
import type { KnownChange } from './question.ts';
import { casesOfStage } from './stage-part.ts';

async function logWith(t: TestContext, scenario: Scenario) {
  const database = await testDatabase('insight_log', prepareLog);
  t.after(() => database.close());
  await writeLog(database.pool, jobsOf(scenario));
  return logReader(database.pool);
}

const changed = (kind: KnownChange['kind'], key: string, day: number, until?: number): KnownChange => ({
  ...{ kind, key, title: `${kind} ${key}`, at: dayAt(day), flows: ['job'] },
  ...(until === undefined ? {} : { until: dayAt(until) }),
});
const verdicts = ({ causes }: Diagnosis) => Object.fromEntries(causes.causes.map(({ key, verdict }) => [key, verdict]));

test('[I244] an incident is the cause while it lasts: half of the jobs of fifteen days; changes before, after and beside it are told apart', async (t) => {
  const isIn = (day: number) => day >= 80 && day < 95;
  const reader = await logWith(t, { isLate: (job, day) => usually(job) || (isIn(day) && job % 2 === 0) });
  const changes = [
    changed('incident', 'INC-1', 80, 95),
    changed('incident', 'INC-2', 110, 114),
    changed('parameter', 'job/early@1', 20),
    changed('parameter', 'job/late@2', 112),
    changed('release', 'R-1', 80),
  ];
  const found = await diagnose(reader, questionOf(lateJobs), contextOf(changes));
  // One in twenty of 240 before. After: the same, and half of the 60 jobs of the incident.
  assert.partialDeepStrictEqual(found.pattern.whole, {
    casesBefore: 240,
    affectedBefore: 12,
    casesAfter: 240,
    affectedAfter: 42,
  });
  assert.equal(found.verdict, 'everything-rose');
  assert.equal(new Date(found.causes.since ?? 0).toISOString().slice(0, 10), '2026-03-22');
  const [first] = found.causes.causes;
  assert.deepEqual([first?.key, first?.verdict, first?.exposure], ['INC-1', 'kept', 'all while it lasted']);
  assert.partialDeepStrictEqual(first, { exposed: { cases: 60, affected: 33 }, others: { cases: 180, affected: 9 } });
  assert.deepEqual(verdicts(found), {
    ...{ 'INC-1': 'kept', 'INC-2': 'began-before', 'R-1': 'later-than-another' },
    ...{ 'job/early@1': 'flat-after', 'job/late@2': 'began-before' },
  });
});

test('[I244] a parameter is the cause of what goes on from then on; an incident of the same morning that was over long ago is none', async (t) => {
  const reader = await logWith(t, { isLate: (job, day) => usually(job) || (day >= 75 && job % 4 === 0) });
  const changes = [
    changed('parameter', 'job/limit@2', 75),
    changed('incident', 'INC-1', 75, 82),
    changed('parameter', 'job/limit@1', 40),
  ];
  const found = await diagnose(reader, questionOf(lateJobs), contextOf(changes));
  // From day 75 on one in four of 180 jobs, beside one in twenty of all.
  assert.partialDeepStrictEqual(found.pattern.whole, { affectedBefore: 12, affectedAfter: 12 + 45 });
  const [first] = found.causes.causes;
  assert.partialDeepStrictEqual(first, {
    key: 'job/limit@2',
    exposed: { cases: 180, affected: 9 + 45 },
    others: { affected: 3 },
  });
  assert.deepEqual(verdicts(found), { 'job/limit@2': 'kept', 'INC-1': 'not-only-exposed', 'job/limit@1': 'flat-after' });
  assert.match(found.causes.causes.find(({ key }) => key === 'INC-1')?.why ?? '', /^It went on when that was over: \d+ of 152$/);
});

test('[I247] what a changed definition brought is told as that: what people were told, and what is left with one definition over both', async (t) => {
  const share = (equals: readonly string[], title: string): MetricDefinition => ({
    ...{ id: 'urgent', title, description: 'Share', owner: 'lead', unit: 'share', direction: 'down', flow: 'job' },
    formula: { kind: 'share', at: { event: 'ship' }, that: [{ field: 'priority', in: [...equals] }] },
    dimensions: ['carrier'],
  });
  const reader = await logWith(t, { isLate: usually });
  const formerly = { title: 'Urgent: definition 2', at: dayAt(59), metric: share(['high'], 'Urgent') };
  const anew = share(['high', 'normal'], 'Urgent');
  const found = await diagnose(reader, questionOf(anew), { ...contextOf(), formerly });
  // One in ten was high in either period; with the normal ones it is three in ten.
  assert.partialDeepStrictEqual(found.stage.definition, { underOld: 0, underNew: 0, told: { before: 0.1, after: 0.3 } });
  assert.equal(found.verdict, 'definition-changed');
  assert.equal(
    found.sentence.map(({ text }) => text).join(''),
    'Urgent was told to go from 0.1 to 0.3. The definition changed (Urgent: definition 2): with one definition over both it changes by 0. Definitional, not real.',
  );
  // Where the number that people were told did not move, no definition explains it.
  const same = await diagnose(reader, questionOf(anew), { ...contextOf(), formerly: { ...formerly, metric: anew } });
  assert.equal(same.verdict, 'nothing');
});

test('[I241] looked at are the jobs that were shipped, as they were before: what came after says nothing of why', async (t) => {
  const isShipped = (job: number) => job % 5 !== 0;
  const reader = await logWith(t, { isLate: (job, day) => usually(job) || (day >= 60 && job % 4 === 1), isShipped });
  const { dataset, attributes, bucket } = await diagnose(reader, questionOf(lateJobs), contextOf());
  assert.equal(bucket.buckets[bucket.chosen ?? -1]?.kind, 'late');
  assert.equal(dataset.effect.population, 'jobs whose first “Ship” was in the period');
  assert.equal(dataset.rows.length, 480 * (4 / 5));
  assert.ok(dataset.rows.every(({ key, values }) => Number(key.slice(2)) % 5 !== 0 && values['outcome'] === null));
  assert.deepEqual(attributes.searched.map(({ name }) => name).sort(), ['carrier', 'missing:reference', 'priority']);
});

test('[I246] samples are those of their seed: affected ones that are typical, largest and longest, beside controls of their own kind', async (t) => {
  const reader = await logWith(t, { isLate: (job, day) => usually(job) || (day >= 60 && job % 4 === 1) });
  const ask = async (sampleSeed: number) => (await diagnose(reader, questionOf(lateJobs), contextOf(), { sampleSeed })).sample;
  const { dataset, sample } = await diagnose(reader, questionOf(lateJobs), contextOf());
  assert.deepEqual(await ask(11), sample);
  assert.notDeepEqual((await ask(12)).cases, sample.cases);
  const rowOf = (id: string) => dataset.rows.find((row) => row.id === id);
  const carriers = new Set(
    sample.cases.filter(({ why }) => why !== 'control').map(({ caseId }) => rowOf(caseId)?.values['carrier']),
  );
  for (const { caseId, why } of sample.cases) {
    const row = rowOf(caseId);
    assert.deepEqual([row?.period, row?.affected], [1, why !== 'control']);
    if (why === 'control') assert.ok(carriers.has(row?.values['carrier']));
  }
  assert.ok(sample.cases.some(({ why }) => why === 'typical') && sample.cases.some(({ why }) => why === 'control'));
});

test('[I248] the part that moved says where exceptions are looked for; taken by hand, it narrows what follows; spans have the cases that spent time in them', async (t) => {
  // From day 60 on every urgent job is late, and one in twenty of the others, as ever.
  const reader = await logWith(t, { isLate: (job, day) => usually(job) || (day >= 60 && job % 10 === 0) });
  const late = { reached: { born: true, via: { children: 'exception' } } } as const;
  const share: MetricDefinition = {
    ...{ id: 'late-share', title: 'Late', description: 'Share', owner: 'lead', unit: 'share', direction: 'down', flow: 'job' },
    formula: { kind: 'share', at: { event: 'ship' }, that: [late] },
    stages: {
      kind: 'parts',
      parts: [{ id: 'urgent', title: 'Urgent', where: [{ field: 'priority', equals: 'high' }] }],
      rest: 'All others',
    },
    dimensions: [],
  };
  const found = await diagnose(reader, questionOf(share), contextOf());
  assert.equal(found.stage.parts[found.stage.chosen ?? -1]?.id, 'urgent');
  const counts = ({ bucket }: Diagnosis) => bucket.buckets.map(({ kind, before, after }) => [kind, before, after]);
  assert.deepEqual([found.bucket.where, counts(found)], ['in work, of “Urgent”', [['late', 0, 24]]]);
  // Looked at are all jobs: in which of them it rose is what the pattern says.
  assert.partialDeepStrictEqual(found.pattern.whole, { casesAfter: 240, affectedBefore: 12, affectedAfter: 36 });
  const taken = await diagnose(reader, questionOf(share), contextOf(), { stage: 'rest' });
  assert.deepEqual([counts(taken), taken.bucket.chosen], [[['late', 12, 12]], null]);

  const { from, to } = questionOf(share);
  const cases = await casesOfStage(reader, share, { from, to }, 'urgent');
  assert.deepEqual([cases.length, cases.filter(({ counted }) => counted).length], [24, 24]);
  const { formula: _, stages: __, ...head } = share;
  const time: MetricDefinition = {
    ...{ ...head, unit: 'hours' },
    formula: { kind: 'duration', from: { event: 'open' }, to: { event: 'file' }, in: 'elapsed-hours', aggregate: 'mean' },
    stages: {
      kind: 'spans',
      spans: [
        { id: 'waiting', title: 'Waiting', from: { event: 'open' }, to: { event: 'ship' } },
        { id: 'nothing', title: 'Nothing', from: { event: 'ship' }, to: { event: 'ship' } },
      ],
    },
  };
  const spans = await Promise.all(['waiting', 'nothing', 'rest'].map((id) => casesOfStage(reader, time, { from, to }, id)));
  assert.deepEqual(
    spans.map(({ length }) => length),
    [240, 0, 240],
  );
});

test('[I248] an entity that a person takes narrows all steps that follow', async (t) => {
  const reader = await logWith(t, { isLate: (job, day) => usually(job) || (day >= 60 && job % 4 === 1) });
  const all = await diagnose(reader, questionOf(lateJobs), contextOf());
  const taken = await diagnose(reader, questionOf(lateJobs), contextOf(), { stage: 'main' });
  assert.deepEqual(taken.pattern, all.pattern);
  assert.match(taken.sentence.map(({ text }) => text).join(''), /^Of main: “Late” rose/);
  const elsewhere = await diagnose(reader, questionOf(lateJobs), contextOf(), { stage: 'elsewhere' });
  assert.deepEqual([elsewhere.verdict, elsewhere.dataset.rows.length], ['too-few', 0]);
});
