import type { CaseDetail } from '@throughline/api';
import type { EventView } from '@throughline/engine';
import {
  type CaseRecord,
  type CompiledFlow,
  computedFields,
  eventTitle,
  fieldTitle,
  isJsonObject,
  type JsonObject,
  mergePatch,
} from '@throughline/language';
import { isBeforeBirth, isBirth } from './birth.ts';
import { iso, type Moment } from './case-row.ts';
import { currencyField, dataFields } from './fields.ts';

const linesMax = 200;

type MoneyBox = NonNullable<CaseDetail['money']>;
type Line = MoneyBox['lines'][number];

/**
 * How the money of a case came to be what it is: the amount at birth, and each event that changed it, folded from the whole log
 * of the case. The lines (and `before`) sum to the balance. `null`: the flow has no money, or the log no longer has all of it.
 */
export function moneyBox(
  flow: CompiledFlow,
  record: CaseRecord,
  events: readonly EventView[],
  moment: Moment,
): CaseDetail['money'] {
  const field = moneyField(flow);
  if (field === undefined) return null;
  const amountIn = (data: JsonObject) => {
    const value = field.computed ? computedFields(flow, data, moment, record.entity)[field.name] : data[field.name];
    return typeof value === 'number' ? value : 0;
  };
  const lines: Line[] = [];
  let data: JsonObject = {};
  let amount = 0;
  for (const event of events) {
    if (event.patch === null) return null;
    if (isBeforeBirth(event) || (event.patch.data === undefined && !isBirth(event))) continue;
    const next = mergePatch(data, event.patch.data ?? {});
    data = isJsonObject(next) ? next : {};
    const changed = amountIn(data) - amount;
    if (changed === 0 && !isBirth(event)) continue;
    amount += changed;
    lines.push({
      title: titleOf(flow, field.name, event, data, changed),
      at: iso(event.occurredAt),
      seq: event.seq,
      amount: changed,
    });
  }
  const balance = amountIn(record.data);
  if (balance !== amount || lines.length === 0) return null;
  const currency = record.data[currencyField(flow) ?? ''];
  const earlier = lines.slice(0, -linesMax);
  return {
    currency: typeof currency === 'string' ? currency : null,
    lines: lines.slice(-linesMax),
    balance: { title: fieldTitle(flow.definition, field.name), amount: balance },
    ...(earlier.length === 0 ? {} : { before: earlier.reduce((sum, line) => sum + line.amount, 0) }),
  };
}

/** What is open where the flow computes it for its lists, else the first amount of the data. */
export function moneyField(flow: CompiledFlow): { readonly name: string; readonly computed: boolean } | undefined {
  const column = flow.listed.find(({ kind, of }) => kind === 'money' && of === 'computed');
  if (column !== undefined) return { name: column.name, computed: true };
  const field = dataFields(flow).find(({ kind }) => kind === 'money');
  return field === undefined ? undefined : { name: field.name, computed: false };
}

/** The first line is called as the field that it is: `Amount`. */
function titleOf(flow: CompiledFlow, name: string, event: EventView, data: JsonObject, amount: number): string {
  if (!isBirth(event)) return eventTitle(flow.definition, event.type);
  const source = dataFields(flow).find((field) => field.kind === 'money' && data[field.name] === amount);
  return source?.title ?? fieldTitle(flow.definition, name);
}
