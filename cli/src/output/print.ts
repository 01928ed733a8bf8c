import type { Session, Sink } from '../session.ts';

export function printLines(sink: Sink, lines: readonly string[]): void {
  if (lines.length > 0) sink.write(`${lines.join('\n')}\n`);
}

/** One JSON document on one line, so that the last line of the output is always whole. */
export function printJson(sink: Sink, value: unknown): void {
  sink.write(`${JSON.stringify(value)}\n`);
}

/** Waits for a slow reader to take what was written, or for the end. Undefined: there is nothing to wait for. */
export function whenTaken(sink: Sink, signal: AbortSignal): Promise<void> | undefined {
  if (sink.writableNeedDrain !== true || signal.aborted) return undefined;
  return new Promise((resolve) => {
    const done = () => {
      signal.removeEventListener('abort', done);
      resolve();
    };
    signal.addEventListener('abort', done);
    sink.once?.('drain', done);
  });
}

/** Writes a body as it comes, no faster than it is read. */
export async function printBody({ body }: Response, { stdout, signal }: Pick<Session, 'stdout' | 'signal'>): Promise<void> {
  if (body === null) return;
  for await (const text of body.pipeThrough(new TextDecoderStream('utf-8', { ignoreBOM: true }))) {
    stdout.write(text);
    await whenTaken(stdout, signal);
    signal.throwIfAborted();
  }
}
