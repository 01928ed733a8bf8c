import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { readBytes } from './bytes.ts';

/** How a text is written, as people call it. */
export type Encoding = 'UTF-8' | 'UTF-16' | 'Windows-1252';

/** What a file is that is no text: its first bytes say so. */
const formats: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'an Excel workbook, or another packed file'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old Excel workbook'],
  [[0x1f, 0x8b], 'a packed file (gzip)'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF'],
];

/** What the bytes with which a file begins say that it is, where that is no text. */
export function formatOf(start: Uint8Array): string | undefined {
  const known = formats.find(([bytes]) => bytes.every((byte, index) => start[index] === byte));
  if (known !== undefined) return known[1];
  const isUtf16 = utf16Label(start) !== undefined;
  return !isUtf16 && start.includes(0) ? 'no text' : undefined;
}

function utf16Label(start: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  return start[0] === 0xfe && start[1] === 0xff ? 'utf-16be' : undefined;
}

/**
 * Finds out how a text is written while it passes by: UTF-16 by its mark; UTF-8 unless bytes come that cannot be; then
 * Windows-1252, in which systems without Unicode export. A text in UTF-8 of which only a few bytes are damaged stays UTF-8, and
 * its rows say which.
 */
export class EncodingDetector {
  #label: 'utf-16le' | 'utf-16be' | undefined;
  #decoder: InstanceType<typeof TextDecoder> | undefined = new TextDecoder('utf-8', { fatal: true });
  #begun = false;
  #isOther = false;
  #letters = 0;

  see(chunk: Uint8Array): void {
    if (!this.#begun) this.#label = utf16Label(chunk);
    this.#begun = true;
    if (this.#decoder === undefined || this.#label !== undefined) return;
    try {
      this.#letters += lettersBeyondAscii(this.#decoder.decode(chunk, { stream: true }));
    } catch {
      this.#damaged(chunk);
    }
  }

  end(): { readonly encoding: Encoding; readonly label: string | undefined } {
    if (this.#label !== undefined) return { encoding: 'UTF-16', label: this.#label };
    try {
      this.#decoder?.decode();
    } catch {
      this.#damaged(new Uint8Array());
    }
    return this.#isOther ? { encoding: 'Windows-1252', label: 'windows-1252' } : { encoding: 'UTF-8', label: undefined };
  }

  #damaged(chunk: Uint8Array): void {
    const text = new TextDecoder().decode(chunk);
    const lost = text.split('\uFFFD').length - 1;
    this.#isOther = this.#letters + lettersBeyondAscii(text) - lost < Math.max(1, lost);
    this.#decoder = undefined;
  }
}

function lettersBeyondAscii(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 0x7f) count += 1;
  return count;
}

/** Writes a text anew as UTF-8, in bounded memory; on request packed by gzip, so that a packed one takes no more room than it did. */
export async function writeAsUtf8(from: string, to: string, label: string, { packs = false } = {}): Promise<void> {
  const text = recoded(readBytes(from), label);
  const target = createWriteStream(to, { flags: 'wx', mode: 0o600 });
  await (packs ? pipeline(text, createGzip(), target) : pipeline(text, target));
}

/** How the text of a file is written, and what a decoder calls it; no label: UTF-8. Reads the whole file. @throws ImportFailure */
export async function encodingOf(path: string): Promise<{ readonly encoding: Encoding; readonly label: string | undefined }> {
  const detector = new EncodingDetector();
  for await (const chunk of readBytes(path)) detector.see(chunk);
  return detector.end();
}

/** Bytes of a text as UTF-8, chunk by chunk. */
export async function* recoded(chunks: AsyncIterable<Uint8Array>, label: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(label);
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield Buffer.from(text, 'utf8');
  }
  const rest = decoder.decode();
  if (rest !== '') yield Buffer.from(rest, 'utf8');
}
