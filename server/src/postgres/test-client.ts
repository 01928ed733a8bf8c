// For tests: a process that holds PostgreSQL open. `node test-client.ts <home> [umask, octal]` prints one line of JSON once it is
// open, closes when its input ends, and then prints `closed`.
import { text } from 'node:stream/consumers';
import { openPostgres } from './open.ts';

const [home = '', umask] = process.argv.slice(2);
if (umask !== undefined) process.umask(Number.parseInt(umask, 8));
const postgres = await openPostgres({ home });
process.stdout.write(`${JSON.stringify({ url: postgres.url('postgres'), superuserUrl: postgres.superuserUrl('postgres') })}\n`);
await text(process.stdin);
await postgres.close();
process.stdout.write('closed\n');
