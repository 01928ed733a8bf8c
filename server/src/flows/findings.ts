import { setImmediate as turn } from 'node:timers/promises';
import { type CompiledFlow, checkFlow, kernelFlows } from '@throughline/language';
import type { Finding } from './words.ts';

/** What the checker says of versions, by the hash of their definition: a version never changes. */
const found = new Map<string, readonly Finding[]>();
const foundMax = 500;
/** One after the other: to check a large flow takes a third of a second, in which nobody else is answered. */
let queue: Promise<unknown> = Promise.resolve();
const waiting = new Set<string>();

/** What the checker says of a version; `null`: it is being checked, and known when asked again. */
export function findingsOf({ hash, definition, name }: CompiledFlow): Finding[] | null {
  if (kernelFlows.has(name)) return [];
  const known = found.get(hash);
  if (known !== undefined) return [...known];
  if (!waiting.has(hash)) {
    waiting.add(hash);
    queue = queue.then(async () => {
      await turn();
      if (found.size >= foundMax) found.clear();
      found.set(hash, checked(definition));
      waiting.delete(hash);
    });
  }
  return null;
}

function checked(definition: CompiledFlow['definition']): readonly Finding[] {
  return checkFlow(definition)
    .slice(0, 500)
    .map(({ code, severity, path, message, witness, mend }) => ({
      ...{ code, severity, path, message, mend },
      witness: witness.slice(0, 100),
    }));
}

/** Resolves when nothing is being checked. */
export async function checkingEnds(): Promise<void> {
  await queue;
}
