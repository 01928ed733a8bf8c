import { type CaseRecord, type CompiledFlow, type ListedField, type ListedKind, listedFields } from '@throughline/language';
import { foldedText } from './folded-text.ts';

/** One row of `throughline.list_field`: a value of a case by which lists filter and sort. */
export interface ListRow {
  readonly caseId: string;
  readonly field: string;
  readonly flow: string;
  /** The case's state is not final. */
  readonly isOpen: boolean;
  /** Folded and cut; `null` for numbers. */
  readonly text: string | null;
  readonly number: number | null;
  /** The text itself, where the folded one is not it. */
  readonly exact: string | null;
}

export interface ListChanges {
  readonly written: readonly ListRow[];
  readonly gone: readonly Pick<ListRow, 'caseId' | 'field'>[];
}

/** In which column values of a kind lie. Instants are numbers, in UTC milliseconds: their texts do not sort as they do. */
export const columnByKind: Readonly<Record<ListedKind, 'text' | 'number'>> = {
  text: 'text',
  day: 'text',
  instant: 'number',
  money: 'number',
  number: 'number',
};

/**
 * The rows of a case. Columns are computed with the parameters' defaults, as decisions are, and expressions read no clock: so the
 * rows follow from the record alone.
 */
export function listRows(flow: CompiledFlow, record: CaseRecord): readonly ListRow[] {
  const isOpen = flow.states.get(record.state)?.final !== true;
  const rows: ListRow[] = [entityRow(record, isOpen)];
  for (const { name, kind, value } of listedFields(flow, record, { now: record.enteredAt })) {
    const values = value === null ? undefined : valuesOf(kind, value);
    if (values !== undefined) rows.push({ caseId: record.id, field: name, flow: record.flow, isOpen, ...values });
  }
  return rows;
}

/** Of every case, owned or not: by it the cases that somebody may see are found, and counted. */
function entityRow({ id, flow, entity }: CaseRecord, isOpen: boolean): ListRow {
  return { caseId: id, field: '$entity', flow, isOpen, ...textValues(entity) };
}

function textValues(exact: string): Pick<ListRow, 'text' | 'number' | 'exact'> {
  const text = foldedText(exact);
  return { text, number: null, exact: text === exact ? null : exact };
}

function valuesOf(
  kind: ListedKind,
  value: NonNullable<ListedField['value']>,
): Pick<ListRow, 'text' | 'number' | 'exact'> | undefined {
  if (columnByKind[kind] === 'number') {
    const number = typeof value === 'string' ? Date.parse(value) : value;
    return Number.isFinite(number) ? { text: null, number, exact: null } : undefined;
  }
  return textValues(String(value));
}

/** What must be written so that the rows of `before` become those of `after`. */
export function listChanges(before: readonly ListRow[], after: readonly ListRow[]): ListChanges {
  if (before.length === 0) return { written: after, gone: [] };
  const known = new Map(before.map((row) => [row.field, row]));
  const written: ListRow[] = [];
  for (const row of after) {
    const old = known.get(row.field);
    if (old === undefined || !isSame(old, row)) written.push(row);
    known.delete(row.field);
  }
  return { written, gone: [...known.values()] };
}

function isSame(a: ListRow, b: ListRow): boolean {
  return a.text === b.text && a.number === b.number && a.exact === b.exact && a.isOpen === b.isOpen;
}
