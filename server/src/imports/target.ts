import type { ColumnChoice, ImportField, PreviewRow } from '@throughline/api';
import type { CsvMapping, FactRecord, ValueMapping, WantedColumn } from '@throughline/connect';
import { emptyTexts, flagWords, readFormats } from '@throughline/connect';
import type { CompiledFlow } from '@throughline/language';

/** Something that a column is looked for, and what it makes possible. */
export type TargetField = WantedColumn & Pick<ImportField, 'neededFor'>;

/** A flow that a file can be made cases of. */
export interface ImportTarget {
  readonly flow: CompiledFlow;
  readonly fields: readonly TargetField[];
  /** How rows become facts of the flow. The choice has been checked. */
  mappingOf(choice: ColumnChoice): CsvMapping;
  /** What is wrong with a choice beside columns that are missing or not there. */
  faultsOf(choice: ColumnChoice): readonly ChoiceFault[];
  /** What the file does not say, and how it is taken. */
  assumptions(choice: ColumnChoice): readonly string[];
  /** The fields of the target as the facts of a row have them. */
  shown(records: readonly FactRecord[]): PreviewRow['fields'];
}

export interface ChoiceFault {
  readonly place: string;
  readonly message: string;
  readonly expected?: string;
}

/** What all mappings of uploads have in common. The source makes an import repeatable: it must not change. */
export function frameOf(
  flow: CompiledFlow,
  choice: ColumnChoice,
  key: string,
  currency: string | undefined,
): Omit<CsvMapping, 'events'> {
  const { columns, entity } = choice;
  const stated = choice.currency;
  return {
    ...{ format: 'csv', flow: flow.name, source: `file/${flow.name}`, timeZone: flow.calendar.timeZone },
    entity: columns['entity'] === undefined ? entity : { column: columns['entity'] },
    key: { column: columns[key] ?? '' },
    empty: [...emptyTexts],
    ...(currency === undefined
      ? stated === undefined
        ? {}
        : { currency: stated }
      : { currency: { column: currency, each: stated ?? null } }),
  };
}

/** How the days of a column are written. */
export function formatOf(column: string, { dateFormat, formats }: ColumnChoice): string {
  return formats?.[column] ?? readFormats[dateFormat];
}

/** How the text of a column becomes a value of some kind. */
export function valueMapping(column: string, kind: WantedColumn['kind'], choice: ColumnChoice): ValueMapping {
  const number = { decimalMark: choice.decimals?.[column] ?? choice.decimal, thousandsMark: 'any' } as const;
  if (kind === 'money') return { column, as: 'money', currencyMark: true, ...number };
  if (kind === 'number') return { column, as: 'decimal', ...number };
  if (kind === 'day') return { column, as: 'date', format: formatOf(column, choice) };
  if (kind === 'instant') return { column, as: 'instant', format: formatOf(column, choice) };
  return kind === 'flag' ? { column, values: flagWords } : { column };
}
