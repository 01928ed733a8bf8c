// A process of its own that reads a connection once: `node run-connection.ts <connection>`. For tests that kill it.
import { soundConnection } from '../src/connections/declarations.ts';
import { runConnection } from '../src/connections/run-connection.ts';
import { withThroughline } from '../src/throughline.ts';

const [id = ''] = process.argv.slice(2);
const { env } = process;
await withThroughline({ env, database: 'main' }, async (throughline) => {
  const run = await runConnection(throughline, await soundConnection(env, id), {
    cause: 'request',
    signal: new AbortController().signal,
  });
  process.stdout.write(`${JSON.stringify(run)}\n`);
});
