import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The pid of the postmaster of an embedded server on a home; undefined while none runs. */
export function postmasterOf(home: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(home, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
    return parentsByPid().has(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** The processes below some others, and those themselves. */
export function treeOf(...roots: readonly (number | undefined)[]): readonly number[] {
  const parents = parentsByPid();
  const found = new Set(roots.filter((pid) => pid !== undefined));
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

/** Resident memory of processes in bytes; pages that several share count for each. */
export function memoryOf(pids: readonly number[]): number {
  let kilobytes = 0;
  for (const pid of pids) {
    try {
      kilobytes += Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
    } catch {
      // It has ended since it was listed.
    }
  }
  return kilobytes * 1024;
}

function parentsByPid(): ReadonlyMap<number, number> {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (state !== 'Z') parents.set(Number(name), Number(parent));
    } catch {
      // It has ended since it was listed.
    }
  }
  return parents;
}
