import { type FileProgress, readBytes } from './bytes.ts';
import { type ImportError, ImportFailure, reachedAt } from './errors.ts';
import { Utf8Stream } from './utf8.ts';
import { XesParser, type XesTrace } from './xes-parser.ts';

export interface XesBatch {
  /** The traces that one chunk of the file completes, in the order of the file. */
  readonly traces: readonly XesTrace[];
  /** What was read over. An error of the whole file comes in the last batch. */
  readonly errors: readonly ImportError[];
  /** The file could not be read to its end. */
  readonly broken: boolean;
  /** Bytes that are not UTF-8 were met: a value with U+FFFD has lost something. */
  readonly lossy: boolean;
}

/**
 * Reads an XES log, plain or packed by gzip, in bounded memory and only as fast as it is asked to. An error of the file ends it
 * with a batch that is `broken`; the traces before it are given.
 */
export async function* readXes(path: string, progress?: FileProgress): AsyncGenerator<XesBatch> {
  const parser = new XesParser();
  const utf8 = new Utf8Stream();
  const batch = (broken: boolean): XesBatch => ({ ...parser.take(), broken, lossy: utf8.lossy });
  try {
    for await (const chunk of readBytes(path, progress)) {
      parser.write(utf8.write(chunk));
      if (parser.traces.length > 0 || parser.errors.length > 0) yield batch(false);
    }
    parser.write(utf8.end());
    parser.end();
  } catch (error) {
    if (!(error instanceof ImportFailure)) throw error;
    const rest = batch(true);
    yield { ...rest, errors: [...rest.errors, ...reachedAt(parser.line, error.errors)] };
    return;
  }
  const last = batch(false);
  if (last.traces.length > 0 || last.errors.length > 0) yield last;
}
