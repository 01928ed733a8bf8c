import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { checkMetric, defineMetric, type Json, sourceEvents } from '@throughline/language';
import { testDatabase } from '@throughline/testing';
import { type BothReaders, bothReaders } from '../../test/both-readers.ts';
import { changesChapter } from '../../test/catalogue/changes.ts';
import type { Entry } from '../../test/catalogue/entry.ts';
import { peopleChapter } from '../../test/catalogue/people.ts';
import { recordsChapter } from '../../test/catalogue/records.ts';
import { serviceChapter } from '../../test/catalogue/service.ts';
import { prepareLog } from '../../test/log-fixture.ts';

const chapters = [changesChapter, serviceChapter, recordsChapter, peopleChapter];
const flows = chapters.flatMap((chapter) => chapter.flows);
const entries: readonly Entry[] = chapters.flatMap((chapter) => chapter.entries);

describe('the catalogue', () => {
  let both: BothReaders;
  before(async () => {
    const database = await testDatabase('insight_log', prepareLog);
    both = await bothReaders(
      database,
      chapters.flatMap(({ log }) => log),
    );
  });
  after(() => both.close());

  for (const { metric, request, value, n, segments } of entries)
    test(`[I130] ${metric.id} is declared, checked, and what was worked out by hand`, async () => {
      assert.deepEqual(defineMetric(metric), JSON.parse(JSON.stringify(metric)) as Json);
      assert.deepEqual(checkMetric(metric, flows), []);
      assert.ok(sourceEvents(metric, flows).length > 0);
      const result = await both.measure(metric, request);
      if (value === null) assert.equal(result.value, null);
      else assert.ok(Math.abs((result.value ?? Number.NaN) - value) < 1e-9, `${result.value} is ${value}`);
      assert.equal(result.n, n);
      if (segments !== undefined)
        assert.deepEqual(Object.fromEntries((result.by ?? []).map((part) => [part.segment, part.value])), segments);
    });
});
