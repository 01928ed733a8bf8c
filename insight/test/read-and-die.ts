// A process that reads a log by a projection, and is killed before one of the steps by which that is written:
// `node read-and-die.ts <database> <folder> <step, counted from 0>`.
import pg from 'pg';
import { projectionReader } from '../src/reader/projection-log-reader.ts';

const [url = '', folder = '', step = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url });
let left = Number(step);
const onStep = () => {
  if (left === 0) process.kill(process.pid, 'SIGKILL');
  left -= 1;
};
const reader = projectionReader(pool, folder, { chunkEvents: 3, onStep });
await reader.freshness();
await reader.close();
await pool.end();
