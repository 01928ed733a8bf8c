/**
 * The columns of `throughline.event_log`, and their types in DuckDB: the same names as in PostgreSQL, and types that mean the same.
 * Events are kept in this order of columns.
 */
export const logColumns = {
  bucket: 'SMALLINT',
  case_id: 'UUID',
  seq: 'INTEGER',
  flow: 'VARCHAR',
  version: 'INTEGER',
  entity: 'VARCHAR',
  key: 'VARCHAR',
  parent: 'UUID',
  type: 'VARCHAR',
  kind: 'VARCHAR',
  state_from: 'VARCHAR',
  state_to: 'VARCHAR',
  actor: 'VARCHAR',
  actor_kind: 'VARCHAR',
  principal: 'VARCHAR',
  occurred_at: 'TIMESTAMPTZ',
  recorded_at: 'TIMESTAMPTZ',
  reason: 'VARCHAR',
  patch: 'JSON',
  input: 'JSON',
  outcome: 'JSON',
  deviation: 'BOOLEAN',
  cause_case: 'UUID',
  cause_seq: 'INTEGER',
  prev_type: 'VARCHAR',
  gap_ms: 'BIGINT',
  xact: 'BIGINT',
} as const;

/**
 * What is kept of each event: also of those that were taken back, with the instant from which on they count no more (`throughline.event_history`). Whoever
 * reads `throughline.event_log` sees those alone that count.
 */
export const keptColumns = { ...logColumns, retracted_at: 'TIMESTAMPTZ' } as const;
export const keptColumnList: string = Object.keys(keptColumns).join(', ');
export const countsPredicate = 'retracted_at is null';

/** As a list for a statement. */
export const logColumnList: string = Object.keys(logColumns).join(', ');

/** How many buckets cases are spread over: the first 12 bits of a case's id. */
export const bucketCount = 4096;
