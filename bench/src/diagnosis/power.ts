import { writeFile } from 'node:fs/promises';
import type { Benchmark, Measurement } from '../measure.ts';
import { plantedClasses, type WorldClass } from './classes.ts';
import { type Curve, powerPicture } from './power-picture.ts';
import { tallyOf } from './rows.ts';
import { wilson } from './score.ts';

/** Cases added by the cause, as a share of all affected ones after. */
const effects = [0.03, 0.06, 0.09, 0.12, 0.16, 0.2, 0.25];
const worldsDefault = 60;
const picture = new URL('../../../docs/pictures/diagnosis-power.svg', import.meta.url);

/** What the row tells of all of them. */
const told = { order: 2, effect: 0.12 };

/**
 * How large must a cause be to be found? `--picture` writes docs/pictures/diagnosis-power.svg. The reach of causes is that of their class; where
 * six in ten of a segment's cases are not enough to add so many, fewer are added.
 */
async function run(): Promise<Measurement> {
  const at = process.argv.indexOf('--worlds');
  const count = at < 0 ? worldsDefault : Number(process.argv[at + 1]);
  const curves: Curve[] = [];
  for (const order of [1, 2, 3]) {
    const base = plantedClasses.find(({ name }) => name === `diagnosis.planted.${order}`) as WorldClass;
    const points: Curve['points'][number][] = [];
    for (const effect of effects) {
      const tally = await tallyOf(
        { ...base, name: `${base.name}.${effect}`, added: [effect, effect] },
        { count, withRivals: false },
      );
      points.push({ effect, found: tally.ours / count, bounds: wilson(tally.ours, count), oracle: tally.oracle / count });
    }
    curves.push({ order, points });
  }
  if (process.argv.includes('--picture')) await writeFile(picture, powerPicture(curves, count));
  const inWords = curves.map(
    ({ order, points }) => `${order}: ${points.map(({ effect, found }) => `${effect} ${found.toFixed(2)}`).join(', ')}`,
  );
  const point = curves
    .find(({ order }) => order === told.order)
    ?.points.find(({ effect }) => effect === told.effect) as Curve['points'][number];
  return {
    name: 'diagnosis.power',
    value: Number(point.found.toFixed(3)),
    unit: `of causes of ${told.order} attributes found that add ${told.effect} of all affected cases`,
    peer: Number(point.oracle.toFixed(3)),
    peerName: 'an oracle that knows the rates and is told family and size',
    ratio: Number((point.found / point.oracle).toFixed(3)),
    rounds: count,
    spread: [Number(point.bounds[0].toFixed(3)), Number(point.bounds[1].toFixed(3))],
    note: `by attributes and share added: ${inWords.join('; ')}`,
  };
}

export const diagnosisPower: Benchmark = { name: 'diagnosis.power', run };
