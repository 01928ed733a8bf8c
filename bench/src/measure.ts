/** One line of `npm run bench -- --json`. `ratio` is ours over the peer or limit: larger is better. */
export interface Measurement {
  readonly name: string;
  /** Ours, in `unit`: the median of the rounds. */
  readonly value: number;
  readonly unit: string;
  /** The figure of what stands beside it, in the same unit. */
  readonly peer: number;
  readonly peerName: string;
  readonly ratio: number;
  readonly rounds: number;
  /** The smallest and largest ratio of a round: how noisy the machine was. */
  readonly spread: readonly [number, number];
  /** What else was measured, in words. */
  readonly note?: string;
}

export interface Benchmark {
  readonly name: string;
  readonly run: () => Promise<Measurement>;
}

/** How many things were done in how many milliseconds. */
export interface Timed {
  readonly count: number;
  readonly milliseconds: number;
}

export async function time(work: () => Promise<number>): Promise<Timed> {
  const start = performance.now();
  const count = await work();
  return { count, milliseconds: performance.now() - start };
}

/**
 * Ours and the peer, in turn, so that a slow moment of the machine meets both; the first round warms up and is not counted. The
 * ratio is the median of the rounds' ratios.
 */
export async function compare(
  name: string,
  options: { readonly unit: string; readonly peer: string; readonly rounds: number },
  round: (index: number) => Promise<{ readonly ours: Timed; readonly peer: Timed }>,
): Promise<Measurement> {
  const ours: number[] = [];
  const peers: number[] = [];
  const ratios: number[] = [];
  for (let index = 0; index <= options.rounds; index += 1) {
    const result = await round(index);
    if (index === 0) continue;
    const [our, peer] = [perSecond(result.ours), perSecond(result.peer)];
    ours.push(our);
    peers.push(peer);
    ratios.push(our / peer);
  }
  return {
    name,
    value: Math.round(median(ours)),
    unit: options.unit,
    peer: Math.round(median(peers)),
    peerName: options.peer,
    ratio: Number(median(ratios).toFixed(3)),
    rounds: options.rounds,
    spread: [Number(Math.min(...ratios).toFixed(3)), Number(Math.max(...ratios).toFixed(3))],
  };
}

function perSecond({ count, milliseconds }: Timed): number {
  return (count / milliseconds) * 1000;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) / 2;
}
