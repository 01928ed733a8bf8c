import { type CutAt, cuttingProxy, seededRandom } from '@throughline/testing';
import type { Blow, Side, Strike } from './strike.ts';
import type { Trial, Victim } from './trial.ts';

/** A blow at a point of the story. */
export interface Point extends Strike {
  readonly label: string;
}

/** A story that nobody disturbs shows which statements there are, and how often each is sent. */
export async function statementsOf(trial: Trial): Promise<ReadonlyMap<string, number>> {
  const victim = trial.here(true, undefined);
  await trial.tell('Lquiet', victim);
  await victim.close();
  return victim.seen();
}

/** Each statement once, at a time of the seed's choosing, and each commit. */
export function pointsOf(
  statements: ReadonlyMap<string, number>,
  blow: Blow,
  sides: readonly Side[],
  seed: number,
): readonly Point[] {
  const chance = seededRandom(seed);
  return [...statements].flatMap(([label, times]) =>
    sides.flatMap((side) => {
      const all = label === 'commit' ? Array.from({ length: times }, (_, index) => index + 1) : [chance.integer(1, times)];
      return all.map((nth): Point => ({ label, nth, side, blow }));
    }),
  );
}

export interface Struck {
  readonly rounds: number;
  readonly blows: number;
}

/** Tells the story once for each point, with the blow there. Every other one goes to a receiver that cannot be asked what became of an effect. */
export async function strikeAll(trial: Trial, name: string, points: readonly Point[]): Promise<Struck> {
  let blows = 0;
  const isProcess = (point: Point | undefined) => point?.blow === 'kill-self';
  const canLookUp = (index: number) => index % 2 === 0;
  const begin = (index: number): Promise<Victim> | undefined => {
    const point = points[index];
    return point !== undefined && isProcess(point) ? trial.process(canLookUp(index), point) : undefined;
  };
  let next = begin(0);
  for (const [index, point] of points.entries()) {
    const victim = (await next) ?? trial.here(canLookUp(index), point);
    // A process takes a second to start: the next one does so meanwhile.
    next = begin(index + 1);
    next?.catch(() => undefined);
    await trial.tell(`${canLookUp(index) ? 'L' : 'D'}${name}${index}`, victim);
    blows += victim.hasStruck() ? 1 : 0;
    await victim.close();
  }
  return { rounds: points.length, blows };
}

const cuts: readonly CutAt[] = ['before-request', 'within-request', 'before-answer', 'within-answer'];

/** Tells the story through a proxy that cuts the connection: at each `step`-th request, each time at another place of it. */
export async function cutAll(trial: Trial, step: number): Promise<Struck> {
  const proxy = await cuttingProxy(trial.cluster.sockets);
  const url = trial.cluster.url.replace(/@[^/]*\//, `@${encodeURIComponent(proxy.host)}/`);
  let [rounds, blows] = [0, 0];
  for (let n = 1; ; n += step) {
    const canLookUp = rounds % 2 === 0;
    const victim = trial.here(canLookUp, undefined, url);
    proxy.cutAt(n, cuts[rounds % cuts.length] as CutAt);
    await trial.tell(`${canLookUp ? 'L' : 'D'}cut${n}`, victim);
    await victim.close();
    rounds += 1;
    if (!proxy.hasCut()) break;
    blows += 1;
  }
  await proxy.close();
  return { rounds, blows };
}
