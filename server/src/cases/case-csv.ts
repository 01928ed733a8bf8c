import type { CaseRow } from '@throughline/api';
import { hiddenText } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import { type CompiledFlow, currencyDigits, fieldTitle } from '@throughline/language';
import type { Throughline } from '../throughline.ts';
import { requireColumn } from '../visible/require-column.ts';
import type { Visible } from '../visible/visible.ts';
import { withoutPersonal } from '../visible/without-personal.ts';
import { findSeen } from './case-detail.ts';
import { caseEvents } from './case-events.ts';
import { type CaseListQuery, readPage } from './case-list.ts';
import { caseRows, type Seeing } from './case-row.ts';
import { cellValue, columnsOf, currencyField, dataFields } from './fields.ts';
import { newestFlow } from './flow-book.ts';

/** The cells of a line. */
export type CsvLine = readonly (string | number | null)[];

/** What a walk over all pages needs. */
export interface Walk extends Seeing {
  /** Aborted when nobody waits for the rest. */
  readonly signal: AbortSignal;
}

const pageMax = 1000;
const eventsPage = 200;

/** With personal data, where that is asked for: else it is left out. */
interface Personal {
  readonly personal?: boolean;
}

/**
 * All cases of a list, whatever the page: the head, then a line each. Instants and days are ISO, money is decimal. Columns that somebody
 * does not see of every case are left out; personal fields are there where they are asked for.
 *
 * @throws ThroughlineError flow-unknown, field-unknown, field-hidden, filter-invalid
 */
export async function* caseLines(
  throughline: Throughline,
  { personal = false, ...query }: CaseListQuery & Personal,
  walk: Walk,
): AsyncGenerator<CsvLine> {
  const flow = await newestFlow(throughline, query.flow);
  const { visible } = walk;
  const columns = columnsOf(flow).filter(({ name }) => visible.column(flow.name, name) === 'shown');
  const extra = personal ? personalFields(flow, visible) : [];
  const code = currencyField(flow);
  const currency = code === undefined || visible.column(flow.name, code) === 'shown' ? code : undefined;
  const read = (after?: string) =>
    readPage(throughline, flow, { ...query, limit: pageMax, ...(after === undefined ? {} : { after }) }, visible);
  // The head comes after the first look: what is wrong with the question is told before.
  let page = await read();
  // Amounts mean nothing without their currency: where it is no column, it becomes one.
  const isExtra = currency !== undefined && !columns.some(({ name }) => name === currency);
  yield [
    ...['Key', 'Entity', 'State', 'Owner', 'Assigned to'],
    ...columns.map(({ title }) => title),
    ...(isExtra ? [fieldTitle(flow.definition, currency)] : []),
    ...extra.map(({ title }) => title),
    ...['Rung', 'Days late', 'Next', 'Next due', 'Exceptions', 'Entered', 'Id'],
  ];
  for (;;) {
    walk.signal.throwIfAborted();
    const rows = await caseRows(throughline, page.cases, walk);
    for (const [index, row] of rows.entries()) {
      const code = currencyOf(currency, page.cases[index]);
      yield [
        ...[row.key, row.entity, row.stateTitle, row.owner?.title ?? null, row.assignee?.name ?? null],
        ...columns.map(({ name, kind }) => cell(row.fields[name], kind, code)),
        ...(isExtra ? [code] : []),
        ...extra.map(({ name }) => personalCell(page.cases[index], name)),
        ...[row.rung?.title ?? null, row.daysLate, row.next?.title ?? null, row.next?.dueAt ?? null],
        ...[row.exceptions.map(({ title }) => title).join(', ') || null, row.enteredAt, row.id],
      ];
    }
    if (page.next === undefined) return;
    page = await read(page.next);
  }
}

/** @throws ThroughlineError field-hidden */
function personalFields(flow: CompiledFlow, visible: Visible) {
  const fields = dataFields(flow).filter(({ personal }) => personal);
  for (const { name } of fields) requireColumn(visible, flow, name, 'personal');
  return fields;
}

function personalCell(found: CaseView | undefined, name: string): string | number | null {
  const value = cellValue(found?.data[name]);
  return typeof value === 'boolean' ? String(value) : value;
}

function currencyOf(field: string | undefined, found: CaseView | undefined): string | null {
  const value = found?.data[field ?? ''];
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

/** All events of a case, the newest first: the head, then a line each. Personal data is there where it is asked for. */
export async function* eventLines(
  throughline: Throughline,
  id: string,
  { signal, now, visible, personal = false }: Walk & Personal,
): AsyncGenerator<CsvLine> {
  const found = await findSeen(throughline, id, visible);
  if (personal) personalFields(await newestFlow(throughline, found.flow), visible);
  const seeing = { now, visible: personal ? visible : withoutPersonal(visible) };
  let after: string | undefined;
  let isFirst = true;
  do {
    signal.throwIfAborted();
    const page = await caseEvents(throughline, id, { limit: eventsPage, ...(after === undefined ? {} : { after }) }, seeing);
    // The head comes after the first look: where there is no such case, nothing has been said yet.
    if (isFirst)
      yield ['Number', 'Event', 'Type', 'Kind', 'From', 'To', 'By', 'Occurred', 'Recorded', 'Reason', 'Set', 'Outcome'];
    isFirst = false;
    for (const event of page.items) {
      yield [
        ...[event.seq, event.title, event.type, event.kind, event.from?.title ?? null, event.to.title, event.actor.name],
        ...[event.occurredAt, event.recordedAt, event.reason],
        event.changes
          .map(({ title, value, hidden }) => `${title}: ${hidden === undefined ? (value ?? 'none') : hiddenText}`)
          .join('; ') || null,
        [event.deviation, ...event.outcomes.map(({ text }) => text)].filter((text) => text !== null).join('; ') || null,
      ];
    }
    after = page.next;
  } while (after !== undefined);
}
