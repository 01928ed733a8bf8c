import { Currency, Day, Instant, type JsonObject, Money, Text } from '@throughline/language';
import { emptyTexts } from './column-values.ts';
import { logColumnNames } from './log-table.ts';
import type { CsvMapping, ValueMapping } from './mapping.ts';
import { wordsOf } from './suggest-columns.ts';
import { isDateKind, type PlannedColumn, type TablePlan } from './table-plan.ts';

/*
 * From a plan to the fields of a drafted flow and to the mapping by which the rows become its facts. In a table of events each row states one; in one
 * of cases the first column of dates begins the case with all that the row says, and each other column of dates states that something happened.
 */

/** A field that a column becomes. */
export interface PlannedField {
  readonly name: string;
  readonly column: string;
  /** JSON Schema. */
  readonly schema: JsonObject;
  readonly value: ValueMapping;
}

/** The field that is the business key of a drafted flow. */
export const keyField = 'id';
const fieldsMax = 100;
const reserved = new Set([keyField, 'currency', 'entity', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'valueOf']);
/** They would be words of the expression language. */
const celWords = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

/** What is kept of each row beside the case, what happened and when. */
export function fieldsOfPlan(plan: TablePlan): readonly PlannedField[] {
  const { shape, columns } = plan;
  const taken = new Set<string>(reserved);
  const isRole = ({ kind, name }: PlannedColumn) =>
    ['case', 'currency', 'entity'].includes(kind) ||
    (shape === 'long' && (kind === 'activity' || kind === 'time')) ||
    name === logColumnNames.ordinal;
  // A day in which nothing happened is told, too; so is one that is an event, for whoever asks the case.
  const told = columns.filter((column) => !isRole(column) && column.name.trim() !== '').slice(0, fieldsMax);
  return told.flatMap((column) => {
    const found = fieldOf(column);
    if (found === undefined) return [];
    const name = fieldName(column.name, taken);
    taken.add(name);
    return [
      {
        name,
        column: column.name,
        schema: JSON.parse(JSON.stringify(found.schema)) as JsonObject,
        value: { column: column.name, optional: true, ...found.value },
      },
    ];
  });
}

function fieldOf({
  name,
  kind,
  format,
  decimal = '.',
}: PlannedColumn): { readonly schema: unknown; readonly value: Omit<ValueMapping, 'column'> } | undefined {
  const title = name.trim().slice(0, 80);
  if (isDateKind(kind)) {
    if (format === undefined) return undefined;
    const hasTime = format === 'ISO' ? false : /H/.test(format);
    return hasTime
      ? { schema: Instant({ title }), value: { as: 'instant', format } }
      : { schema: Day({ title }), value: { as: 'date', format } };
  }
  if (kind === 'amount')
    return { schema: Money({ title }), value: { as: 'money', currencyMark: true, decimalMark: decimal, thousandsMark: 'any' } };
  // Other numbers and flags stay text, so that no row is lost for one that is none.
  return { schema: Text({ title, ...(kind === 'person' ? { personal: true } : {}) }), value: {} };
}

function fieldName(column: string, taken: ReadonlySet<string>): string {
  const words = wordsOf(column);
  const joined = words.map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('');
  const plain = (/^[a-z]/.test(joined) ? joined : `field${joined}`).slice(0, 50);
  const base = celWords.has(plain) ? `${plain}Of` : plain;
  let name = base;
  for (let number = 2; taken.has(name); number += 1) name = `${base}${number}`;
  return name;
}

/** The schemas of the fields of a drafted flow, its currency among them where it has amounts. */
export function schemasOfPlan(plan: TablePlan): Readonly<Record<string, JsonObject>> {
  const hasMoney = plan.columns.some(({ kind }) => kind === 'amount');
  const currency = JSON.parse(JSON.stringify(Currency({ title: 'Currency' }))) as JsonObject;
  return {
    ...Object.fromEntries(fieldsOfPlan(plan).map(({ name, schema }) => [name, schema])),
    ...(hasMoney ? { currency } : {}),
  };
}

/** The columns of dates that say that something happened, the one by which cases begin first. Of due days nothing happens. */
export function eventColumns(plan: TablePlan): readonly PlannedColumn[] {
  const rank = { issued: 0, time: 1, date: 2, paid: 3 } as const;
  const rankOf = ({ kind }: PlannedColumn) => rank[kind as keyof typeof rank] ?? 4;
  const happened = plan.columns.filter(({ kind, format }) => isDateKind(kind) && kind !== 'due' && format !== undefined);
  const found =
    happened.length > 0 ? happened : plan.columns.filter(({ kind, format }) => kind === 'due' && format !== undefined);
  return found.toSorted((a, b) => rankOf(a) - rankOf(b));
}

export interface PlanMappingOptions {
  readonly flow: string;
  readonly source: string;
  readonly entity: string;
  readonly timeZone: string;
  /** By activity (of a table of cases: by column of dates), the event of the flow. */
  readonly events: Readonly<Record<string, string>>;
  /** The fields that an event carries. */
  readonly carries: (event: string) => ReadonlySet<string>;
  readonly liveFrom?: string;
}

/** How the rows become facts of the flow that was drafted of them. */
export function mappingOfPlan(plan: TablePlan, options: PlanMappingOptions): CsvMapping {
  const { flow, source, entity, timeZone, events, carries, liveFrom } = options;
  const columnOf = (kind: PlannedColumn['kind']) => plan.columns.find((column) => column.kind === kind);
  const [caseColumn, entityColumn, currencyColumn] = [
    columnOf('case')?.name ?? '',
    columnOf('entity')?.name,
    columnOf('currency')?.name,
  ];
  const hasMoney = plan.columns.some(({ kind }) => kind === 'amount');
  const values: readonly (readonly [string, ValueMapping])[] = [
    [keyField, { record: 'key' }],
    ...(hasMoney ? [['currency', { record: 'currency' }] as const] : []),
    ...fieldsOfPlan(plan).map(({ name, value }) => [name, value] as const),
  ];
  const dataOf = (event: string) => Object.fromEntries(values.filter(([name]) => carries(event).has(name)));
  const currency = !hasMoney
    ? {}
    : currencyColumn !== undefined
      ? { currency: { column: currencyColumn, each: plan.currency ?? null } }
      : plan.currency === undefined
        ? {}
        : { currency: plan.currency };
  const ordinal = plan.columns.find(({ name }) => name === logColumnNames.ordinal)?.name;
  const [activity, time] = [columnOf('activity')?.name ?? '', columnOf('time')];
  const at = { column: time?.name ?? '', format: time?.format ?? 'ISO' };
  return {
    ...{ format: 'csv', flow, source, timeZone, empty: [...emptyTexts], ...currency },
    entity: entityColumn === undefined ? entity : { column: entityColumn },
    key: { column: caseColumn },
    ...(liveFrom === undefined ? {} : { liveFrom }),
    ...(plan.shape === 'long'
      ? {
          order: 'time' as const,
          dedupe: ordinal === undefined ? [caseColumn, activity, at.column] : [caseColumn, ordinal],
          events: Object.entries(events).map(([name, event]) => ({
            event,
            at,
            when: { column: activity, equals: name },
            data: dataOf(event),
          })),
        }
      : {
          order: 'row' as const,
          events: eventColumns(plan).flatMap(({ name, format = 'ISO' }, index) => {
            const event = events[name];
            if (event === undefined) return [];
            const when = index === 0 ? {} : { when: { column: name, present: true } };
            return [{ event, at: { column: name, format }, ...when, data: index === 0 ? dataOf(event) : {} }];
          }),
        }),
  };
}
