import type { Throughline } from '../throughline.ts';
import { resumeRetraction } from './retraction.ts';

/** Goes on, once, with the retraction of an import that ended with the server that did it. */
export function keepRetracting(
  throughline: Throughline,
  { onError, onChange }: { readonly onError: (error: unknown) => void; readonly onChange: () => void },
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;
  const ended = resumeRetraction(throughline, { signal, onChange }).catch((error: unknown) => {
    if (!signal.aborted) onError(error);
  });
  return {
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}
