import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, processIdentity } from './process-identity.ts';

let leasesTaken = 0;

/** Says that this process uses the server: a file named for the process. Returns its path. */
export function takeLease(clients: string): string {
  mkdirSync(clients, { recursive: true, mode: 0o700 });
  leasesTaken += 1;
  const path = join(clients, `${processIdentity(process.pid)}.${leasesTaken}`);
  writeFileSync(path, '', { mode: 0o600 });
  return path;
}

/** Gives the lease up; harmless when it has gone. */
export function dropLease(path: string): void {
  rmSync(path, { force: true });
}

/** How many leases are held by processes that run. Those of dead processes are removed on the way. */
export function countLeases(clients: string): number {
  let count = 0;
  for (const name of listed(clients)) {
    if (isRunning(name.replace(/\.\d+$/, ''))) count += 1;
    else dropLease(join(clients, name));
  }
  return count;
}

function listed(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // Somebody removed the whole home: then nobody holds a lease.
  }
}
