import { Worker } from 'node:worker_threads';
import type { Benchmark, Measurement } from '../measure.ts';
import { nullClasses, plantedClasses, type WorldClass } from './classes.ts';
import { addTallies, noTally, type Tally, wilson } from './score.ts';
import type { WorldsJob } from './worlds-worker.ts';

const threadsDefault = 2;
/** If simple ratios find this share of single-attribute causes, the worlds are too easy to say anything. */
const easyMax = 0.5;

/** `--worlds 50`: so many of each class, for a quick look; `--seed 7`: other worlds; `--threads 1`: leave room for others. */
export function option(name: string): number | undefined {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : Number(process.argv[at + 1]);
}

/** So often it is said how far a class has come: what has ended is known though a run is stopped. */
const toldEach = 50;

/** The worlds of a class, shared out among threads. */
export async function tallyOf(
  world: WorldClass,
  { count, withRivals }: { readonly count: number; readonly withRivals: boolean },
): Promise<Tally> {
  const first = (option('seed') ?? 1) * 1_000_000 + hashed(world.name) * 10_000;
  const seeds = Array.from({ length: count }, (_, index) => first + index);
  const threads = option('threads') ?? threadsDefault;
  const shares = Array.from({ length: threads }, (_, thread) => seeds.filter((_seed, index) => index % threads === thread));
  let tally = noTally;
  const add = (one: Tally) => {
    tally = addTallies(tally, one);
    if (tally.worlds % toldEach === 0 && tally.worlds < count)
      console.error(`${world.name}: ${tally.worlds} of ${count} worlds, ${tally.ours} answered rightly, oracle ${tally.oracle}`);
  };
  await Promise.all(shares.map((share) => inThread({ world, seeds: share, withRivals }, add)));
  return tally;
}

function inThread(job: WorldsJob, add: (tally: Tally) => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const worker = new Worker(new URL('./worlds-worker.ts', import.meta.url), { workerData: job });
  worker.on('message', add);
  worker.once('exit', () => resolve());
  worker.once('error', reject);
  return promise;
}

/** Classes of one run have worlds of their own. */
function hashed(name: string): number {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + letter.charCodeAt(0)) % 97;
  return hash;
}

async function planted(world: WorldClass): Promise<Measurement> {
  const tally = await tallyOf(world, { count: option('worlds') ?? world.worlds, withRivals: true });
  const share = (hits: number) => Number((hits / tally.worlds).toFixed(3));
  if (world.name === 'diagnosis.planted.1') requireHard(tally);
  const ratio = Number((tally.ours / tally.oracle).toFixed(3));
  return {
    name: world.name,
    value: share(tally.ours),
    unit: 'of worlds answered rightly',
    peer: share(tally.oracle),
    peerName: 'an oracle that knows the rates and is told family and size',
    ratio,
    rounds: tally.worlds,
    spread: wilson(tally.ours, tally.worlds).map((bound) => Number(bound.toFixed(3))) as [number, number],
    note:
      `bounds are of the rate (Wilson, 95 %); goal ${world.goal} ${ratio >= world.goal ? 'met' : 'missed'}; right one told first ${share(tally.first)}; ` +
      `beside it: risk ratio ${share(tally.riskRatio)}, Adtributor ${share(tally.adtributor)}, raw scan ${share(tally.rawScan)}`,
  };
}

/** Throws where ratios alone would do. */
export function requireHard({ riskRatio, worlds }: Pick<Tally, 'riskRatio' | 'worlds'>): void {
  if (riskRatio > easyMax * worlds)
    throw new Error(`Risk ratio alone finds ${riskRatio} of ${worlds} single attributes: these worlds are too easy.`);
}

async function still(world: WorldClass): Promise<Measurement> {
  const tally = await tallyOf(world, { count: option('worlds') ?? world.worlds, withRivals: true });
  const alarms = (silent: number) => Number((1 - silent / tally.worlds).toFixed(4));
  const rate = alarms(tally.ours);
  return {
    name: world.name,
    value: rate,
    unit: 'false alarms',
    peer: Number((1 - world.goal).toFixed(4)),
    peerName: 'allowed',
    ratio: Number((1 - rate).toFixed(4)),
    rounds: tally.worlds,
    spread: wilson(tally.worlds - tally.ours, tally.worlds).map((bound) => Number(bound.toFixed(4))) as [number, number],
    note:
      `bounds are of the rate (Wilson, 95 %); goal ${rate <= 1 - world.goal + 1e-9 ? 'met' : 'missed'}; ` +
      `beside it: risk ratio ${alarms(tally.riskRatio)}, Adtributor ${alarms(tally.adtributor)}, raw scan ${alarms(tally.rawScan)}`,
  };
}

export const diagnosisWorlds: readonly Benchmark[] = [
  ...plantedClasses.map((world): Benchmark => ({ name: world.name, run: () => planted(world) })),
  ...nullClasses.map((world): Benchmark => ({ name: world.name, run: () => still(world) })),
];
