import { createEngine } from '@throughline/engine';
import { withDurableDatabase } from './durable-database.ts';
import { inFlight, latencyInWords } from './in-flight.ts';
import { type Benchmark, compare } from './measure.ts';
import { accept, hop, parcel } from './parcel-flow.ts';
import { yardstick } from './yardstick.ts';

const cases = 4000;

/** Single commands through group commit, as one program asks for them: no HTTP. */
export const engineCommand: Benchmark = {
  name: 'engine.command',
  run: () =>
    withDurableDatabase(async (pool, connectionString) => {
      const engine = createEngine({ database: pool });
      await engine.deploy([parcel], { by: 'bench' });
      const names = Array.from({ length: cases }, (_, index) => String(index).padStart(6, '0'));
      await engine.dispatch(names.map(accept));
      const peer = await yardstick(connectionString, cases);
      const [ours16, peers16]: [number[][], number[][]] = [[], []];
      const move = async (name: string) => {
        const { outcome } = await engine.submit(hop(name));
        if (outcome !== 'applied') throw new Error('A command was not applied');
      };
      const movePeer = (name: string) => peer.move(Number(name));
      try {
        const options = { unit: 'commands/s at 128 in flight', peer: 'one guarded update and one event a commit', rounds: 5 };
        const measured = await compare('engine.command', options, async (round) => {
          const some = names.slice(0, cases / 2);
          const [our, its] = [await inFlight(16, some, move), await inFlight(16, some, movePeer)];
          if (round > 0) ours16.push([...our.each]);
          if (round > 0) peers16.push([...its.each]);
          return { ours: await inFlight(128, names, move), peer: await inFlight(128, names, movePeer) };
        });
        return { ...measured, note: `at 16 in flight ${latencyInWords(ours16)} (beside it ${latencyInWords(peers16)})` };
      } finally {
        await peer.end();
      }
    }),
};
