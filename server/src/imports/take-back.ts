import type { Retraction } from '@throughline/api';
import type { Actor } from '@throughline/language';
import type { Throughline } from '../throughline.ts';
import { retractionEnded, showRetraction, startRetraction } from './retraction.ts';

/** Whoever works at the machine of the server puts cases right by hand. */
const operator: Actor = { id: 'command line', kind: 'person', principal: 'command line', roles: ['operator'] };

/**
 * Takes an import back, by its id, and returns when that is done; without a reason says what it would do. Broken off, it goes on when it is asked again.
 *
 * @throws ThroughlineError import-unknown, import-running
 */
export async function takeBackImport(
  throughline: Throughline,
  request: { readonly import: string; readonly reason?: string; readonly signal?: AbortSignal },
): Promise<Retraction> {
  const { import: id, reason, signal = new AbortController().signal } = request;
  if (reason === undefined) return showRetraction(throughline, id);
  await startRetraction(throughline, { import: id, reason, actor: operator }, { signal, onChange: () => undefined });
  return retractionEnded(throughline, id);
}
