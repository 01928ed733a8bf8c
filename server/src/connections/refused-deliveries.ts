import type { RefusedDeliveries } from '@throughline/api';

/*
 * Deliveries that were not let in, because whoever sent them could not show who they are. They are counted in the memory of this process, and not
 * written down: anybody can send such ones, as many as they like.
 */

const refusedCodes = ['signature-missing', 'signature-invalid', 'signature-old'] as const;
const counted = new Map<string, { count: number; lastAt: number }>();
/** Connections are few, and so are codes. */
const countedMax = 2000;

const nameOf = (home: string, connection: string, code: string) => `${home} ${connection} ${code}`;

/** @param home which house it is: a process may hold several in tests */
export function countRefused(home: string, connection: string, code: string): void {
  if (!refusedCodes.some((one) => one === code)) return;
  const name = nameOf(home, connection, code);
  const before = counted.get(name);
  if (before === undefined && counted.size >= countedMax) return;
  counted.set(name, { count: (before?.count ?? 0) + 1, lastAt: Date.now() });
}

/** Since this process began. */
export function refusedOf(home: string, connection: string): RefusedDeliveries[] {
  return refusedCodes.flatMap((code) => {
    const found = counted.get(nameOf(home, connection, code));
    return found === undefined ? [] : [{ code, count: found.count, lastAt: new Date(found.lastAt).toISOString() }];
  });
}
