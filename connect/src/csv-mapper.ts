import { currencyDigits, type Millis } from '@throughline/language';
import { isFormula } from './convert.ts';
import type { CsvRow } from './csv-splitter.ts';
import { dateReader } from './dates.ts';
import { type ImportError, ImportFailure, importError } from './errors.ts';
import { type EventData, eventDataOf, type Pick, type Report } from './event-data.ts';
import type { FactRecord, ImportFlow, Mapped } from './fact-record.ts';
import { KeyTable } from './key-table.ts';
import type { ConditionMapping, CsvMapping, RowEventMapping } from './mapping.ts';
import { frameOf, type MappingFrame } from './mapping-frame.ts';

interface RowEvent {
  readonly event: string;
  /** Follows the row's key in the dedupe key. */
  readonly suffix: string;
  readonly applies: (row: CsvRow) => boolean;
  readonly at: (row: CsvRow, report: Report) => Millis | undefined;
  readonly data: EventData<CsvRow>;
  /** The columns that tell it from another, where they are not those of the row. */
  readonly dedupe: readonly string[] | undefined;
}

/** Makes facts of rows. A row with any error gives none of its facts. */
export interface CsvMapper {
  /** Once, before the first row. Throws an `ImportFailure` where the mapping names columns that are not there. */
  bind(columns: readonly string[]): void;
  map(row: CsvRow, mapped: Mapped): void;
  /** The columns that the mapping names. */
  readonly columns: readonly string[];
}

export interface CsvMapperOptions {
  /** What is dated after this instant is an error. Default: nothing is. */
  readonly latest?: Millis | undefined;
  /**
   * Records of another system, not rows of one file: a record may come again, as it is now, and its texts are no cells of a spreadsheet. A record
   * that no event applies to is an error, unless it is to be skipped.
   */
  readonly records?: { readonly unmatched: 'error' | 'skip' };
}

/** Throws an `ImportFailure` with everything that is wrong with the mapping. */
export function csvMapper(
  mapping: CsvMapping,
  flow: ImportFlow,
  now: Millis,
  { latest = Number.POSITIVE_INFINITY, records }: CsvMapperOptions = {},
): CsvMapper {
  const columns = new Map<string, number>();
  const errors: ImportError[] = [];
  const frame = frameOf(mapping, flow, now, errors);
  const empty = mapping.empty === undefined ? undefined : new Set(['', ...mapping.empty]);
  const pickColumn =
    (name: string): Pick<CsvRow> =>
    (row) => {
      const text = row.fields[columns.get(name) ?? -1];
      return text !== undefined && empty?.has(text.trim()) === true ? '' : text;
    };
  const names = columnsOf(mapping);
  const events = mapping.events.map((event, index) =>
    rowEvent(event, index, { mapping, flow, frame, latest, pickColumn, errors, records }),
  );
  if (errors.length > 0) throw new ImportFailure(errors);
  const seen = new KeyTable();
  const usable = events.filter((event) => event !== undefined);
  return {
    columns: [...names.keys()],
    bind: (header) => bindColumns(header, names, columns),
    map: (row, mapped) =>
      mapRow(row, mapped, { mapping, flow, frame, latest, pickColumn, records, header: columns, events: usable, seen }),
  };
}

/** Every column that the mapping names, with the first place where it does. */
function columnsOf(mapping: CsvMapping): ReadonlyMap<string, string> {
  const places = new Map<string, string>();
  const add = (column: string | undefined, place: string) => {
    if (column !== undefined && !places.has(column)) places.set(column, place);
  };
  add(mapping.key.column, 'key');
  for (const part of ['entity', 'currency'] as const) {
    const value = mapping[part];
    if (typeof value === 'object') add(value.column, part);
  }
  for (const column of mapping.dedupe ?? []) add(column, 'dedupe');
  for (const [index, { at, when, data, dedupe }] of mapping.events.entries()) {
    for (const column of dedupe ?? []) add(column, `events.${index}.dedupe`);
    for (const column of [at.column, ...(at.orEarlier ?? [])]) add(column, `events.${index}.at`);
    for (const condition of [when ?? []].flat()) add(condition.column, `events.${index}.when`);
    for (const [field, { column, otherwise }] of Object.entries(data ?? {})) {
      add(column, `events.${index}.data.${field}`);
      add(otherwise, `events.${index}.data.${field}`);
    }
  }
  return places;
}

function bindColumns(header: readonly string[], names: ReadonlyMap<string, string>, columns: Map<string, number>): void {
  const errors: ImportError[] = [];
  for (const [name, place] of names) {
    const first = header.indexOf(name);
    if (first < 0) {
      const expected = `one of the columns of the file: ${header.slice(0, 50).join(', ').slice(0, 2000)}`;
      errors.push(importError('column-missing', { line: 1, field: name, place: `mapping ${place}`, value: name, expected }));
    } else if (header.includes(name, first + 1))
      errors.push(importError('column-duplicate', { line: 1, field: name, place: `mapping ${place}` }));
    else columns.set(name, first);
  }
  if (errors.length > 0) throw new ImportFailure(errors);
}

interface RowEventContext {
  readonly mapping: CsvMapping;
  readonly flow: ImportFlow;
  readonly frame: MappingFrame;
  readonly latest: Millis;
  readonly pickColumn: (name: string) => Pick<CsvRow>;
  readonly errors: ImportError[];
  readonly records: CsvMapperOptions['records'];
}

function rowEvent(
  declared: RowEventMapping,
  index: number,
  { mapping, flow, frame, latest, pickColumn, errors, records }: RowEventContext,
): RowEvent | undefined {
  const { event, at, when } = declared;
  const place = `events.${index}`;
  const dates = at.format === undefined ? undefined : dateReader(at.format, frame.zone);
  if (dates === undefined) {
    const code = at.format === undefined ? 'date-format-missing' : 'date-format-unknown';
    errors.push(importError(code, { line: 0, field: `${place}.at.format`, detail: at.column }));
  }
  const { currency } = frame;
  const currencyByRow = typeof mapping.currency === 'object' && 'each' in mapping.currency;
  const data = eventDataOf<CsvRow>(
    {
      flow,
      event,
      data: declared.data ?? {},
      place,
      context: {
        zone: frame.zone,
        refuseFormulas: records === undefined,
        currencyByRow,
        ...(currency === undefined ? {} : { currency }),
      },
      pick: ({ column }) => (column === undefined ? undefined : { from: column, pick: pickColumn(column) }),
    },
    errors,
  );
  if (dates === undefined || data === undefined) return undefined;
  const same = mapping.events.slice(0, index).filter((other) => other.event === event).length;
  const times = [at.column, ...(at.orEarlier ?? [])].map((column) => ({ column, pick: pickColumn(column) }));
  // Where the columns say something else than when it was (a due day), they may lie in the future, and it does not.
  const bound = at.orEarlier === undefined ? latest : frame.source.liveFrom - 1;
  return {
    event,
    dedupe: declared.dedupe,
    suffix: same === 0 ? `/${event}` : `/${event}#${same + 1}`,
    applies: when === undefined ? () => true : anyOf([when].flat(), pickColumn),
    data,
    at(row, report) {
      let earliest: Millis | undefined;
      for (const { column, pick } of times) {
        const text = pick(row)?.trim() ?? '';
        const instant = dates.instant(text);
        if (text === '' && column !== at.column) continue;
        if (text === '') report('value-missing', { field: column });
        else if (instant === undefined) report('bad-date', { field: column, value: text, expected: at.format ?? '' });
        else if (instant > bound && at.orEarlier === undefined) report('in-future', { field: column, value: text });
        else earliest = Math.min(earliest ?? bound, instant);
      }
      return earliest;
    },
  };
}

function anyOf(conditions: readonly ConditionMapping[], pickColumn: (name: string) => Pick<CsvRow>): (row: CsvRow) => boolean {
  const tests = conditions.map((condition) => conditionOf(condition, pickColumn(condition.column)));
  return (row) => tests.some((test) => test(row));
}

function conditionOf(when: ConditionMapping, pick: Pick<CsvRow>): (row: CsvRow) => boolean {
  if ('except' in when) {
    const others = new Set(['', ...when.except]);
    return (row) => !others.has((pick(row) ?? '').trim());
  }
  if ('nonZero' in when) return (row) => /[1-9]/.test(pick(row) ?? '');
  if ('present' in when) return (row) => (pick(row) !== '') === when.present;
  const allowed = new Set([when.equals].flat());
  return (row) => allowed.has(pick(row) ?? '');
}

interface RowContext extends Omit<RowEventContext, 'errors'> {
  readonly header: ReadonlyMap<string, number>;
  readonly events: readonly RowEvent[];
  readonly seen: KeyTable;
}

function mapRow(row: CsvRow, mapped: Mapped, context: RowContext): void {
  const { mapping, flow, frame, pickColumn, events, seen, records: ofSource } = context;
  const { line } = row;
  const before = mapped.errors.length;
  const reported = new Set<string>();
  const report: Report = (code, where) => {
    // Several facts of a row may read the same column: one error of it is enough.
    const once = `${code} ${where.field}`;
    if (!reported.has(once)) mapped.errors.push(importError(code, { line, ...where }));
    reported.add(once);
  };
  if (row.lossy) return reject(row, mapped, context);
  const named = (column: string) => {
    const text = pickColumn(column)(row) ?? '';
    if (text === '') report('value-missing', { field: column });
    else if (ofSource === undefined && isFormula(text)) report('formula-in-cell', { field: column, value: text });
    else if (text.includes('\0')) report('value-unstorable', { field: column });
    return text;
  };
  const key = named(mapping.key.column);
  const entity = typeof mapping.entity === 'string' ? mapping.entity : named(mapping.entity.column);
  const facts = { key, entity, currency: currencyOf(row, context, named, report) };
  const recordKey = (mapping.dedupe ?? [mapping.key.column]).map(named).join('/');
  const identity = { flow: flow.name, entity, key };
  const records: FactRecord[] = [];
  for (const { event, suffix, applies, at, data: eventData, dedupe } of events) {
    if (!applies(row)) continue;
    const occurredAt = at(row, report);
    const data = eventData.read(row, facts, report);
    if (occurredAt === undefined || data === undefined) continue;
    const fact = { kind: 'fact', type: event, data, actor: frame.actor, source: frame.source, occurredAt } as const;
    const ownKey = dedupe === undefined ? recordKey : dedupe.map(named).join('/');
    records.push({ line, place: '', identity, dedupeKey: `${ownKey}${suffix}`, fact });
  }
  if (mapped.errors.length === before && records.length === 0) {
    if (ofSource?.unmatched === 'skip') return;
    report('row-without-event', {});
  }
  if (mapped.errors.length > before) {
    mapped.rejected += 1;
    return;
  }
  if (ofSource !== undefined) {
    mapped.records.push(...records);
    return;
  }
  // The first begins the case, whatever came before.
  if ('order' in mapping && mapping.order === 'row' && records.length > 2)
    records.splice(1, records.length, ...records.slice(1).sort((a, b) => a.fact.occurredAt - b.fact.occurredAt));
  const content = JSON.stringify(records.map(({ fact }) => [fact.type, fact.occurredAt, fact.data]));
  const known = seen.see(JSON.stringify([entity, key, recordKey]), content, line);
  if (known.kind === 'new') for (const record of records) mapped.records.push(record);
  else {
    const field = (mapping.dedupe ?? [mapping.key.column]).join(', ');
    const isSame = known.kind === 'same';
    const code = isSame ? 'duplicate-record' : 'duplicate-key';
    mapped.errors.push(importError(code, { line, field, detail: `first on line ${known.line}`, value: recordKey }));
    if (isSame) mapped.duplicates += records.length;
    else mapped.rejected += 1;
  }
}

/** The currency of a row. Where it is none, the row is rejected, and its amounts are looked at as if they had two decimals. */
function currencyOf(
  row: CsvRow,
  { mapping, frame, pickColumn }: RowContext,
  named: (column: string) => string,
  report: Report,
): string | undefined {
  const { currency } = mapping;
  if (typeof currency !== 'object') return frame.currency;
  const { column } = currency;
  if ('expected' in currency) {
    const found = named(column);
    if (found !== '' && found !== currency.expected)
      report('wrong-currency', { field: column, value: found, expected: currency.expected });
    return frame.currency;
  }
  if (currency.each !== null && (pickColumn(column)(row) ?? '').trim() === '') return currency.each;
  const found = named(column).trim().toUpperCase();
  if (currencyDigits(found) !== undefined) return found;
  if (found !== '') report('currency-unknown', { field: column, value: found });
  return 'EUR';
}

/** A row with bytes that are not UTF-8: each column that lost some is named. */
function reject({ line, fields }: CsvRow, mapped: Mapped, { header }: RowContext): void {
  const names = new Map([...header].map(([name, index]) => [index, name]));
  for (const [index, text] of fields.entries()) {
    if (text.includes('\uFFFD'))
      mapped.errors.push(importError('invalid-utf8', { line, field: names.get(index) ?? `field ${index + 1}` }));
  }
  mapped.rejected += 1;
}
