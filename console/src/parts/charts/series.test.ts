import assert from 'node:assert/strict';
import { test } from 'node:test';
import { array, assert as check, constant, double, integer, nat, oneof, property } from 'fast-check';
import { deltasOf } from './delta-rows.ts';
import { gapsOf, lettered, letterOf, type SeriesMarker, type SeriesPoint, scaleOf, tickedPoints } from './series.ts';

const point = (index: number, value: number | null): SeriesPoint => ({
  from: `2026-01-0${index}`,
  to: `2026-01-0${index + 1}`,
  value,
});

test('[K620] parts add up as they are shown: down to the whole, and across to their change', () => {
  const amount = oneof(constant(null), double({ min: -1e6, max: 1e6, noNaN: true }));
  check(
    property(
      array(amount, { minLength: 1, maxLength: 12 }),
      array(amount, { minLength: 12, maxLength: 12 }),
      nat(2),
      (was, is, digits) => {
        const parts = was.map((before, index) => ({ id: String(index), title: '', before, after: is[index] ?? null }));
        const { rows, whole } = deltasOf(parts, digits);
        const scale = 10 ** digits;
        const units = (value: number | null) => Math.round((value ?? 0) * scale) + 0;
        const sum = (of: (row: (typeof rows)[number]) => number | null) => rows.reduce((total, row) => total + units(of(row)), 0);
        assert.equal(
          sum(({ before }) => before),
          units(whole.before),
        );
        assert.equal(
          sum(({ after }) => after),
          units(whole.after),
        );
        assert.equal(
          sum(({ change }) => change),
          units(whole.change),
        );
        for (const row of rows) assert.equal(units(row.change), units(row.after) - units(row.before));
        const exact = parts.reduce((total, { before }) => total + (before ?? 0), 0);
        assert.ok(Math.abs(whole.before - exact) <= 0.5 / scale + 1e-6, `${whole.before} of ${exact}`);
      },
    ),
  );
});

test('[K621] a scale holds all values, its ends and steps are round, and it begins below zero only where a value does', () => {
  check(
    property(
      array(
        integer({ min: -1e9, max: 1e9 }).map((value) => value / 1000),
        { maxLength: 20 },
      ),
      (values) => {
        const { from, to, ticks } = scaleOf(values);
        for (const value of values) assert.ok(from <= value && value <= to, `${value} in ${from} to ${to}`);
        assert.ok(ticks.length >= 2 && ticks.length <= 12, String(ticks));
        assert.ok(values.some((value) => value < 0) || from >= 0);
      },
    ),
  );
  assert.deepEqual(scaleOf([47.1, 54.2, 48, 52]).ticks, [46, 48, 50, 52, 54, 56]);
});

test('[K622] stretches without data are gaps, each once', () => {
  const points = [null, 1, null, null, 2, null].map((value, index) => point(index + 1, value));
  assert.deepEqual(
    gapsOf(points).map(({ first, last }) => [points.indexOf(first), points.indexOf(last)]),
    [
      [0, 0],
      [2, 3],
      [5, 5],
    ],
  );
});

test('[K623] changes have letters in the order of time; the one that stands is named instead', () => {
  const change = (at: string, stands = false): SeriesMarker => ({ at, title: at, kind: 'release', stands });
  const found = lettered([change('2026-03-01'), change('2026-01-01'), change('2026-02-01T10:00:00Z', true)]);
  assert.deepEqual(
    found.map(({ at, letter }) => [at.slice(5, 7), letter]),
    [
      ['01', 'A'],
      ['02', undefined],
      ['03', 'B'],
    ],
  );
  assert.deepEqual([0, 25, 26, 27, 52].map(letterOf), ['A', 'Z', 'AA', 'AB', 'BA']);
});

test('[K624] days stand below as many points as there is room for, the last among them', () => {
  const points = [1, 2, 3, 4, 5, 6, 7].map((index) => point(index, index));
  assert.equal(tickedPoints(points, 700, 66).length, 7);
  const few = tickedPoints(points, 200, 66);
  assert.ok(few.length <= 3 && few.at(-1) === points.at(-1));
});
