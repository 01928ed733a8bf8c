import { readFileSync } from 'node:fs';

const deadStates: ReadonlySet<string> = new Set(['Z', 'X', 'x']);

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // The process has gone: /proc then answers ENOENT or ESRCH.
  }
}

/**
 * Names a running process for good: its number, the tick at which it started and the boot. A number alone is used again
 * sooner or later. Undefined when no such process runs; a zombie, which still answers to signals, does not run.
 */
export function processIdentity(pid: number): string | undefined {
  const stat = readText(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The command's name, in parentheses, may itself hold spaces and parentheses: the fields begin after the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (deadStates.has(fields[0] ?? 'X')) return undefined;
  const boot = readText('/proc/sys/kernel/random/boot_id')?.slice(0, 8) ?? 'boot';
  return `${pid}-${fields[19]}-${boot}`;
}

/** Whether the process with that identity still runs. */
export function isRunning(identity: string): boolean {
  const pid = Number.parseInt(identity, 10);
  return pid > 0 && processIdentity(pid) === identity;
}

/** The arguments a running process was started with; empty when it does not run or is a zombie. */
export function processArguments(pid: number): readonly string[] {
  if (processIdentity(pid) === undefined) return [];
  return (readText(`/proc/${pid}/cmdline`) ?? '').split('\0');
}
