import { type Client, type Database, inTransaction } from '../database.ts';
import { MerkleRoot } from '../seals/merkle-root.ts';
import { sealHash, sealStart } from '../seals/seal.ts';
import { isSignatureValid } from '../seals/signer.ts';
import { snapshotBelow } from '../seals/span.ts';
import { insertRows, saveRestored } from '../sql/restore-rows.ts';
import { insertSeal, readSeals } from '../sql/seals.ts';
import { damaged } from './manifest.ts';
import {
  type BackupLine,
  type EventRowNames,
  type Foreknown,
  type LineKind,
  linesOf,
  placeOf,
  type SealLine,
} from './read-backup.ts';

interface RestoreOfFile {
  readonly path: string;
  /** Seals up to this one are there already. */
  readonly restored: number;
  readonly upto: number;
  readonly foreknown: Foreknown;
}

const rowsAtOnce = 1000;
const begin = `begin; set local statement_timeout = 0; set local timezone = 'UTC'`;
const kinds: ReadonlySet<LineKind> = new Set<LineKind>(['seal', 'event', 'receipt', 'effect', 'link']);

/** Restores the seals of one file, each in a transaction, and checks each against its root, its hash and the seal before it. */
export class SealRestorer {
  readonly #database: Database;
  readonly #of: RestoreOfFile;

  constructor(database: Database, of: RestoreOfFile) {
    this.#database = database;
    this.#of = of;
  }

  /** `onSeal` is called behind each seal, and may throw. */
  async run(onSeal: (number: number) => void): Promise<void> {
    const { path, restored, upto } = this.#of;
    const lines = linesOf(path, kinds)[Symbol.asyncIterator]();
    try {
      let next = await lines.next();
      while (next.done !== true) {
        const { kind, row } = next.value;
        if (kind !== 'seal') throw damaged(path, 'rows stand before their seal');
        const seal = JSON.parse(row) as SealLine;
        if (seal.number > upto) break;
        const isThere = seal.number <= restored;
        next = isThere ? await pastSeal(lines) : await this.#restoreSeal(seal, lines);
        if (!isThere) onSeal(seal.number);
      }
    } finally {
      await lines.return?.(undefined);
    }
  }

  #restoreSeal(seal: SealLine, lines: AsyncIterator<BackupLine>): Promise<IteratorResult<BackupLine>> {
    return inTransaction(
      this.#database,
      async (client) => {
        const content = new SealContent(client, seal, this.#of.foreknown);
        let next = await lines.next();
        for (; next.done !== true && next.value.kind !== 'seal'; next = await lines.next()) await content.take(next.value);
        await content.flush();
        await content.retire();
        const fault = await this.#faultOf(client, seal, content.root());
        if (fault !== undefined) throw damaged(this.#of.path, `seal ${seal.number}: ${fault}`);
        await insertSeal(client, seal, snapshotBelow(BigInt(seal.number) + 1n));
        await client.query({
          text: 'update throughline.seal set anchored_at = to_timestamp($2::float8 / 1000) where number = $1',
          values: [seal.number, seal.anchoredAt],
        });
        await saveRestored(client, seal.number);
        return next;
      },
      begin,
    );
  }

  async #faultOf(client: Client, seal: SealLine, tree: MerkleRoot): Promise<string | undefined> {
    const [before] = seal.number === 1 ? [] : await readSeals(client, { after: seal.number - 2, limit: 1 });
    if (tree.leaves !== seal.events) return `${tree.leaves} events of ${seal.events}`;
    if (tree.root() !== seal.root) return 'its events are not those that were sealed';
    if (seal.previous !== (before?.hash ?? sealStart)) return 'it does not follow from the seal before it';
    return sealHash(seal) === seal.hash && isSignatureValid(seal) ? undefined : 'its hash or signature is not its own';
  }
}

async function pastSeal(lines: AsyncIterator<BackupLine>): Promise<IteratorResult<BackupLine>> {
  let next = await lines.next();
  while (next.done !== true && next.value.kind !== 'seal') next = await lines.next();
  return next;
}

/** Writes the rows of one seal, those left out that belong to events which were retired, and keeps what its tree is made of. */
class SealContent {
  readonly #client: Client;
  readonly #seal: SealLine;
  readonly #retired: ReadonlyMap<string, string>;
  readonly #leaves: { readonly place: string; readonly case: string; readonly seq: number; readonly hash: string }[] = [];
  #rows: Record<'event' | 'receipt' | 'effect' | 'link', string[]> = { event: [], receipt: [], effect: [], link: [] };
  #waiting = 0;

  constructor(client: Client, seal: SealLine, { retired }: Foreknown) {
    this.#client = client;
    this.#seal = seal;
    this.#retired = retired.get(seal.number) ?? new Map();
    for (const row of this.#retired.values()) this.#addLeaf(JSON.parse(row) as EventRowNames);
  }

  #addLeaf(names: EventRowNames): void {
    this.#leaves.push({ place: placeOf(names), case: names.case_id, seq: names.seq, hash: names.hash.slice(2) });
  }

  async take({ kind, row }: BackupLine): Promise<void> {
    if (kind !== 'event' && kind !== 'receipt' && kind !== 'effect' && kind !== 'link') return;
    if (kind !== 'link') {
      const names = JSON.parse(row) as EventRowNames;
      if (this.#retired.has(placeOf(names))) return;
      if (kind === 'event') this.#addLeaf(names);
    }
    this.#rows[kind].push(row);
    this.#waiting += 1;
    if (this.#waiting >= rowsAtOnce) await this.flush();
  }

  async flush(): Promise<void> {
    const { event, receipt, effect, link } = this.#rows;
    this.#rows = { event: [], receipt: [], effect: [], link: [] };
    this.#waiting = 0;
    await insertRows(this.#client, 'throughline.event', event, { fixed: { xact: String(this.#seal.number) } });
    // What was taken back may have been told again, under the same receipt.
    await insertRows(this.#client, 'throughline.receipt', receipt, { over: ['bucket', 'case_id', 'source', 'key'] });
    await insertRows(this.#client, 'throughline.effect', effect);
    // Not those of cases that were retired, nor of an event that was not sealed yet.
    await insertRows(this.#client, 'throughline.link', link, {
      where: 'exists (select from throughline.event v where v.bucket = r.bucket and v.case_id = r.case_id)',
    });
  }

  /** Of events that were retired their hashes are kept, whether they were copied before that or not. */
  async retire(): Promise<void> {
    const rows = [...this.#retired.values()];
    for (let from = 0; from < rows.length; from += rowsAtOnce)
      await insertRows(this.#client, 'throughline.retired_event', rows.slice(from, from + rowsAtOnce));
  }

  /** In the order of the seal; ids begin with their bucket. */
  root(): MerkleRoot {
    const tree = new MerkleRoot();
    const leaves = this.#leaves.sort((a, b) => (a.case < b.case ? -1 : a.case > b.case ? 1 : a.seq - b.seq));
    for (const { hash } of leaves) tree.add(hash);
    return tree;
  }
}
