// A process of its own that takes deliveries and facts on the database of DATABASE_URL: `node serve-shop.ts`, with `exit` on its standard input it ends. It says
// its port on a line. For tests that kill it.
import { serve } from '../src/serve.ts';

const stopping = new AbortController();
const served = await serve({ env: process.env, port: 0, role: 'api', signal: stopping.signal });
process.stdout.write(`${new URL(served.address).port}\n`);
process.stdin.once('data', () => stopping.abort());
// Whoever started it is gone, and it with them.
process.stdin.once('end', () => process.exit(1));
await served.closed;
process.exit(0);
