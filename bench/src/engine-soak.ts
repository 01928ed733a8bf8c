import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { withDurableDatabase } from './durable-database.ts';
import type { Benchmark } from './measure.ts';
import type { Stretch } from './soak-program.ts';

const stretches = 10;

/** A million transitions in one process: whether it slows down, and whether its memory grows. Beside the last stretch, the first. */
export const engineSoak: Benchmark = {
  name: 'engine.soak',
  run: () =>
    withDurableDatabase(async (_, connectionString) => {
      // One stretch is run before, so that the first that counts is not the one in which everything is cold.
      const ran = (await soak(connectionString, 1 + stretches)).slice(1);
      const rates = ran.map(({ rate }) => rate);
      const memory = ran.map((each) => each.memory);
      const [first = 0, last = 0] = [rates[0], rates.at(-1)];
      const [early, late] = [Math.max(...memory.slice(0, stretches / 2)), Math.max(...memory.slice(stretches / 2))];
      return {
        name: 'engine.soak',
        value: Math.round(last),
        unit: 'transitions/s of the last 100,000 of 1,000,000',
        peer: Math.round(first),
        peerName: 'the first 100,000',
        ratio: Number((last / first).toFixed(3)),
        rounds: 1,
        spread: [Number((Math.min(...rates) / first).toFixed(3)), Number((Math.max(...rates) / first).toFixed(3))],
        note: `memory at most ${early.toFixed(0)} MB in the first half, ${late.toFixed(0)} MB in the second`,
      };
    }),
};

function soak(connectionString: string, count: number): Promise<readonly Stretch[]> {
  const ran: Stretch[] = [];
  const program = fileURLToPath(new URL('./soak-program.ts', import.meta.url));
  const child = fork(program, [connectionString, String(count)], { execArgv: ['--max-semi-space-size=8'] });
  child.on('message', (stretch) => ran.push(stretch as Stretch));
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => (code === 0 ? resolve(ran) : reject(new Error(`The program ended with ${code}`))));
  });
}
