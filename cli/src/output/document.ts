import { writeFile } from 'node:fs/promises';
import { CommandError } from '../failure.ts';
import type { Sink } from '../session.ts';
import { printJson, printLines } from './print.ts';

export interface DocumentOptions {
  readonly out?: string;
  readonly json: boolean;
}

/** Writes a document to its file, which it replaces, or to standard output. `about` is what `--json` says of it. */
export async function printDocument(
  text: string,
  about: Readonly<Record<string, string>>,
  { out, json }: DocumentOptions,
  stdout: Sink,
): Promise<void> {
  if (out === undefined) {
    if (json) printJson(stdout, { ...about, text });
    else stdout.write(text);
    return;
  }
  await writeFile(out, text).catch((cause: unknown) => {
    throw new CommandError('file-unwritable', 'The file cannot be written', {
      place: out,
      action: 'Check the folder, its permissions and the room on the disk.',
      kind: 'operational',
      cause,
    });
  });
  if (json) printJson(stdout, { ...about, out });
  else printLines(stdout, [`Wrote ${out}`]);
}
