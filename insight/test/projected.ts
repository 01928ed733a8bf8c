import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogReader } from '../src/reader/log-reader.ts';

/** A folder for a projection, and how it goes. */
export function projectionFolder(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-insight-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const instant = (column: string) => `(extract(epoch from ${column}) * 1000000)::bigint::text as ${column}`;

const everything = `select bucket, case_id::text as case_id, seq, flow, version, entity, key, parent::text as parent, type, kind, state_from, state_to,
  actor, actor_kind, principal, ${instant('occurred_at')}, ${instant('recorded_at')}, reason, patch, input, outcome, deviation,
  cause_case::text as cause_case, cause_seq, prev_type, gap_ms::text as gap_ms, xact::text as xact
from throughline.event_log order by case_id, seq`;

/** All that a reader sees of the log, so that two can be compared. */
export function everythingIn(reader: LogReader): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return reader.query(everything, []);
}
