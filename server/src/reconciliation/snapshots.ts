import { hash } from 'node:crypto';
import type { ReconciliationDeclaration, SideName, SnapshotRecord, UnreadRecord } from '@throughline/connect';
import { isUnread, snapshotRecord, sortSnapshot } from '@throughline/connect';
import { soundConnection } from '../connections/declarations.ts';
import { openSource } from '../connections/open-connection.ts';
import type { Throughline } from '../throughline.ts';

export interface SnapshotOptions {
  readonly declaration: ReconciliationDeclaration;
  readonly side: SideName;
  /** An empty folder for what does not fit into memory. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onUnread: (record: UnreadRecord) => void;
}

type Hashed = SnapshotRecord & { readonly digest: string };

/**
 * All that a connection has, from its beginning, in the order of the keys. A source may give a record twice where pages move while they are read: what
 * is the same in every part counts once.
 *
 * @throws ConnectorError; ThroughlineError connection-unknown, connection-invalid
 */
export async function* readSnapshot(throughline: Throughline, options: SnapshotOptions): AsyncGenerator<SnapshotRecord> {
  const { connection } = options.declaration[options.side];
  const opened = openSource(throughline, await soundConnection(throughline.env, connection), { signal: options.signal });
  let key: string | undefined;
  const seen = new Set<string>();
  try {
    for await (const { digest, ...record } of sortSnapshot(readAll(opened, options), { folder: options.folder })) {
      if (record.key !== key) seen.clear();
      key = record.key;
      if (!seen.has(digest)) yield record;
      seen.add(digest);
    }
  } finally {
    opened.close();
  }
}

async function* readAll(
  { source, context }: ReturnType<typeof openSource>,
  { declaration, side, onUnread }: SnapshotOptions,
): AsyncGenerator<Hashed> {
  for await (const { records } of source.read(null, context))
    for (const record of records) {
      const read = snapshotRecord(record, declaration[side]);
      if (isUnread(read)) onUnread(read);
      else yield { ...read, digest: hash('sha256', JSON.stringify(record), 'base64') };
    }
}
