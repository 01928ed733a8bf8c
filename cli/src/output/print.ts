import type { Sink } from '../session.ts';

export function printLines(sink: Sink, lines: readonly string[]): void {
  if (lines.length > 0) sink.write(`${lines.join('\n')}\n`);
}

/** One JSON document on one line, so that the last line of the output is always whole. */
export function printJson(sink: Sink, value: unknown): void {
  sink.write(`${JSON.stringify(value)}\n`);
}
