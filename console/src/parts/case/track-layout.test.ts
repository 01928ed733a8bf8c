import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LadderView } from '@throughline/api';
import { placeLabels, shareOf, trackScale } from './track-layout.ts';

const day = 86_400_000;
const rung = (dueAt: string | null, firedAt: string | null = null): LadderView['rungs'][number] => ({
  name: 'remind',
  title: 'Reminder',
  after: '7 days',
  dueAt,
  plannedAt: null,
  firedAt,
  overtakenAt: null,
  standing: firedAt === null ? 'pending' : 'fired',
  needsPerson: false,
});
const ladder: LadderView = {
  name: 'dunning',
  title: 'Dunning',
  policy: '',
  anchor: { title: 'Due', at: '2026-12-02T00:00:00Z' },
  running: true,
  rungs: [rung('2026-12-09T00:00:00Z', '2026-12-10T00:00:00Z'), rung('2027-02-01T00:00:00Z')],
  pauses: [],
};

describe('the track of a ladder', () => {
  test('[K150] reaches from the anchor to the last rung; a rung that fired stands where it fired', () => {
    const scale = trackScale(ladder, Date.parse('2027-01-11T00:00:00Z'));
    assert.deepEqual(scale, { from: Date.parse('2026-12-02T00:00:00Z'), to: Date.parse('2027-02-01T00:00:00Z') });
    assert.equal(shareOf(Date.parse('2027-01-01T12:00:00Z'), scale), 0.5);
    assert.equal(shareOf(0, scale), 0);
  });

  test('[K150] years after its last rung, now does not press the rungs together', () => {
    const scale = trackScale(ladder, Date.parse('2030-01-11T00:00:00Z'));
    assert.ok(scale);
    assert.equal((scale.to - scale.from) / day, 122);
  });

  test('[K150] without any time there is no track; with one there is', () => {
    assert.equal(trackScale({ ...ladder, anchor: null, rungs: [rung(null)] }, 0), undefined);
    const single = trackScale({ ...ladder, rungs: [] }, Date.parse('2026-12-02T00:00:00Z'));
    assert.ok(single && single.to > single.from);
  });

  test('[K151] labels never overlap, whatever their widths, and stay within the track', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = mulberry(seed);
      const width = 300 + random() * 1100;
      const labels = Array.from({ length: 1 + Math.floor(random() * 8) }, () => ({
        at: random() * width,
        width: 20 + random() * 160,
      }));
      labels.sort((a, b) => a.at - b.at);
      const places = placeLabels(labels, width);
      for (const [index, place] of places.entries()) {
        const right = place.left + (labels[index]?.width ?? 0);
        assert.ok(place.left >= 0 && right <= width + 1e-9, `seed ${seed}`);
        for (const [other, against] of places.entries()) {
          if (other === index || against.lane !== place.lane) continue;
          const apart = against.left >= right || against.left + (labels[other]?.width ?? 0) <= place.left;
          assert.ok(apart, `seed ${seed}: ${index} and ${other} overlap`);
        }
      }
    }
  });
});

function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
