/** A column of a table of the warehouse: its type in DuckDB, and what it says. */
export interface WarehouseColumn {
  readonly name: string;
  readonly type: string;
  readonly says: string;
}

export const warehouseTables = ['log', 'cases', 'metrics', 'removed'] as const;
export type WarehouseTable = (typeof warehouseTables)[number];

const batch = column('batch', 'INTEGER', 'the run that wrote the row');
const caseColumns = [
  column('case_id', 'UUID', 'the case'),
  column('flow', 'VARCHAR', 'its flow'),
  column('version', 'INTEGER', 'the version of the flow'),
  column('entity', 'VARCHAR', 'whose case it is, of the entities of the company'),
  column('key', 'VARCHAR', 'what people call it'),
  column('parent', 'UUID', 'the case that owns it'),
] as const;

/**
 * The tables of the warehouse. Within `throughline.warehouse/1` columns may be added at the end; none is removed, and none changes its type or its
 * meaning.
 */
export const warehouseSchema: Readonly<Record<WarehouseTable, readonly WarehouseColumn[]>> = {
  log: [
    batch,
    ...caseColumns.slice(0, 1),
    column('seq', 'INTEGER', 'its place in the case, from 1'),
    ...caseColumns.slice(1),
    column('type', 'VARCHAR', 'what happened'),
    column('kind', 'VARCHAR', '`command`, `fact`, `deadline` or `message`'),
    column('state_from', 'VARCHAR', 'the state before; null: the case was born'),
    column('state_to', 'VARCHAR', 'the state after'),
    column('actor', 'VARCHAR', 'who did it; without personal data only of what kind they are'),
    column('actor_kind', 'VARCHAR', '`person`, `automation`, `source` or `system`'),
    column('occurred_at', 'TIMESTAMP WITH TIME ZONE', 'when it happened'),
    column('recorded_at', 'TIMESTAMP WITH TIME ZONE', 'when it was recorded'),
    column('data', 'JSON', 'the fields that it set, without personal ones; amounts in minor units'),
    column('deviation', 'BOOLEAN', 'whether the flow did not expect it'),
    column('cause_case', 'UUID', 'the case of the event that it followed from'),
    column('cause_seq', 'INTEGER', 'the place of that event'),
  ],
  cases: [
    batch,
    ...caseColumns,
    column('state', 'VARCHAR', 'its state after its last event'),
    column('events', 'INTEGER', 'how many events it has'),
    column('deviations', 'INTEGER', 'how many of them the flow did not expect'),
    column('first_at', 'TIMESTAMP WITH TIME ZONE', 'when the earliest of them happened'),
    column('last_at', 'TIMESTAMP WITH TIME ZONE', 'when the latest of them happened'),
    column('recorded_at', 'TIMESTAMP WITH TIME ZONE', 'when the latest of them was recorded'),
    column('data', 'JSON', 'its fields as they were last set, without personal ones; amounts in minor units'),
  ],
  metrics: [
    batch,
    column('metric', 'VARCHAR', 'the id of the metric'),
    column('title', 'VARCHAR', 'its title'),
    column('unit', 'VARCHAR', 'the unit of its values; of money whole units of its currency'),
    column('grain', 'VARCHAR', '`day`, `week`, `month`, `quarter` or `year`'),
    column('period_from', 'DATE', 'the first day of the period, in the zone of the flow'),
    column('period_to', 'DATE', 'the first day after it'),
    column('complete', 'BOOLEAN', 'whether the period is over'),
    column('currency', 'VARCHAR', 'of money its currency, each by itself'),
    column('value', 'DOUBLE', 'the value; null: there is no data'),
    column('cases', 'BIGINT', 'of how many cases it was made'),
  ],
  removed: [
    batch,
    column('case_id', 'UUID', 'a case that earlier batches have, and that is to be taken out of them'),
    column(
      'why',
      'VARCHAR',
      '`gone`: retention removed it; `renamed`: it is called otherwise, and this batch has it anew; `retracted`: it was taken back, and this batch has what was told of it since',
    ),
  ],
};

/** The columns as a list for a statement. */
export function columnList(table: WarehouseTable): string {
  return warehouseSchema[table].map(({ name }) => name).join(', ');
}

function column(name: string, type: string, says: string): WarehouseColumn {
  return { name, type, says };
}
