import type { CaseRow } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import { type CompiledFlow, currencyDigits, fieldTitle } from '@throughline/language';
import type { Throughline } from '../throughline.ts';
import { caseEvents } from './case-events.ts';
import { type CaseListQuery, readPage } from './case-list.ts';
import { caseRows, type Moment } from './case-row.ts';
import { columnsOf, currencyField } from './fields.ts';
import { newestFlow } from './flow-book.ts';

/** The cells of a line. */
export type CsvLine = readonly (string | number | null)[];

/** What a walk over all pages needs. */
export interface Walk extends Moment {
  /** Aborted when nobody waits for the rest. */
  readonly signal: AbortSignal;
}

const pageMax = 1000;
const eventsPage = 200;

/** All cases of a list, whatever the page: the head, then a line each. Instants and days are ISO, money is decimal. */
export async function* caseLines(throughline: Throughline, query: CaseListQuery, walk: Walk): AsyncGenerator<CsvLine> {
  const flow = await newestFlow(throughline, query.flow);
  const columns = columnsOf(flow);
  const currency = currencyField(flow);
  // Amounts mean nothing without their currency: where it is no column, it becomes one.
  const isExtra = currency !== undefined && !columns.some(({ name }) => name === currency);
  yield [
    ...['Key', 'Entity', 'State', 'Owner', 'Assigned to'],
    ...columns.map(({ title }) => title),
    ...(isExtra ? [fieldTitle(flow.definition, currency)] : []),
    ...['Rung', 'Days late', 'Next', 'Next due', 'Exceptions', 'Entered', 'Id'],
  ];
  let after: string | undefined;
  do {
    walk.signal.throwIfAborted();
    const page = await readPage(throughline, flow, { ...query, limit: pageMax, ...(after === undefined ? {} : { after }) });
    const rows = await caseRows(throughline, page.cases, walk);
    for (const [index, row] of rows.entries()) {
      const code = currencyOf(flow, page.cases[index]);
      yield [
        ...[row.key, row.entity, row.stateTitle, row.owner?.title ?? null, row.assignee?.name ?? null],
        ...columns.map(({ name, kind }) => cell(row.fields[name], kind, code)),
        ...(isExtra ? [code] : []),
        ...[row.rung?.title ?? null, row.daysLate, row.next?.title ?? null, row.next?.dueAt ?? null],
        ...[row.exceptions.map(({ title }) => title).join(', ') || null, row.enteredAt, row.id],
      ];
    }
    after = page.next;
  } while (after !== undefined);
}

function currencyOf(flow: CompiledFlow, found: CaseView | undefined): string | null {
  const value = found?.data[currencyField(flow) ?? ''];
  return typeof value === 'string' ? value : null;
}

function cell(value: CaseRow['fields'][string] | undefined, kind: string, currency: string | null): string | number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return String(value);
  return kind === 'money' && typeof value === 'number' ? decimalText(value, currency) : value;
}

/** `123456` cents are `1234.56`: with a point, without grouping, with the digits of the currency (two where it is not known). */
export function decimalText(amount: number, currency: string | null): string {
  const digits = (currency === null ? undefined : currencyDigits(currency)) ?? 2;
  const text = String(Math.abs(amount)).padStart(digits + 1, '0');
  const sign = amount < 0 ? '-' : '';
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** All events of a case, the newest first: the head, then a line each. */
export async function* eventLines(throughline: Throughline, id: string, { signal }: Walk): AsyncGenerator<CsvLine> {
  let after: string | undefined;
  let isFirst = true;
  do {
    signal.throwIfAborted();
    const page = await caseEvents(throughline, id, { limit: eventsPage, ...(after === undefined ? {} : { after }) });
    // The head comes after the first look: where there is no such case, nothing has been said yet.
    if (isFirst)
      yield ['Number', 'Event', 'Type', 'Kind', 'From', 'To', 'By', 'Occurred', 'Recorded', 'Reason', 'Set', 'Outcome'];
    isFirst = false;
    for (const event of page.items) {
      yield [
        ...[event.seq, event.title, event.type, event.kind, event.from?.title ?? null, event.to.title, event.actor.name],
        ...[event.occurredAt, event.recordedAt, event.reason],
        event.changes.map(({ title, value }) => `${title}: ${value ?? 'none'}`).join('; ') || null,
        [event.deviation, ...event.outcomes.map(({ text }) => text)].filter((text) => text !== null).join('; ') || null,
      ];
    }
    after = page.next;
  } while (after !== undefined);
}
