import { isUtf8 } from 'node:buffer';

/**
 * Decodes a stream of bytes chunk by chunk. Bytes that are not UTF-8 become U+FFFD, and `lossy` says from then on that some did:
 * whoever reads the text rejects what holds the mark and reads on, instead of giving up the file for one bad value.
 */
export class Utf8Stream {
  lossy = false;
  #carried: Buffer | undefined;
  #begun = false;

  write(chunk: Buffer): string {
    const bytes = this.#carried === undefined ? chunk : Buffer.concat([this.#carried, chunk]);
    const end = completeLength(bytes);
    this.#carried = end < bytes.length ? bytes.subarray(end) : undefined;
    return this.#decode(bytes.subarray(0, end));
  }

  end(): string {
    const rest = this.#carried;
    this.#carried = undefined;
    return rest === undefined ? '' : this.#decode(rest);
  }

  #decode(bytes: Buffer): string {
    if (!this.lossy && !isUtf8(bytes)) this.lossy = true;
    const text = bytes.toString('utf8');
    if (this.#begun || text === '') return text;
    this.#begun = true;
    return text.startsWith('\uFEFF') ? text.slice(1) : text;
  }
}

/** The length without a character that the end of the chunk cuts in two. */
function completeLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
