import type { JsonObject } from '@throughline/language';
import type { HttpHouse } from './http-house.ts';

/*
 * An intermittent synchronisation of invoices, CRM to ERP: 400 in ten days. 12 are rejected since release R-17 renamed the field of the delivery reference,
 * 8 time out, of which 5 have been created, 4 stand twice because somebody else's script tried again.
 */

export const [hour, day] = [3_600_000, 86_400_000];
/** Eleven days ago; the tenth of them is over for good. */
export const begin = Math.floor((Date.now() - hour) / day) * day - 11 * day;
export const invoices = Array.from({ length: 400 }, (_, index) => ({
  number: `INV-${1000 + index}`,
  at: begin + Math.floor(index / 40) * day + (index % 40) * 600_000,
  cents: 100_00 + ((index * 7919) % 90_000),
}));
export type Invoice = (typeof invoices)[number];
export const every = (count: number, from: number, step: number) =>
  Array.from({ length: count }, (_, index) => invoices[from + index * step] as Invoice);
export const rejected = every(12, 163, 20);
export const timedOut = every(8, 5, 45);
export const created = new Set(timedOut.slice(0, 5));
export const doubled = every(4, 20, 90);

export const total = (rows: readonly Invoice[]) => rows.reduce((sum, { cents }) => sum + cents, 0);

const failed = (one: Invoice, outcome: 'rejected' | 'unknown' | 'duplicate', errorClass: string) => ({
  ...{ record: one.number, at: new Date(one.at).toISOString(), outcome, errorClass },
  amount: { currency: 'EUR', amount: one.cents },
});
export const failures = [
  ...rejected.map((one) => failed(one, 'rejected', 'delivery-reference-missing')),
  ...timedOut.map((one) => failed(one, 'unknown', 'timed-out')),
  ...doubled.map((one) => failed(one, 'duplicate', 'sent-twice')),
];

/** The run of a day as the CRM's scheduler tells it. */
export function runOf(nth: number) {
  const [from, to] = [begin + nth * day, begin + (nth + 1) * day];
  const own = failures.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) < to);
  return {
    ...{ run: `sync-${nth + 1}`, startedAt: new Date(from).toISOString(), endedAt: new Date(from + 7 * hour).toISOString() },
    ...{ status: own.length === 0 ? 'success' : 'partial', records: 40, failures: own },
  };
}

export async function release({ house }: HttpHouse, number: string, at: number): Promise<void> {
  const { engine } = await house.company('main');
  const actor = { id: 'crm', kind: 'source', principal: 'crm', roles: [] } as const;
  const fact = (type: string, occurredAt: number, data: JsonObject) =>
    engine.submit({
      case: { flow: 'release', entity: 'company', key: number },
      input: { kind: 'fact', type, data, actor, occurredAt, source: { name: 'crm', liveFrom: Date.now() } },
      receipt: { source: 'crm', key: `${number} ${type}` },
    });
  await fact('draft', at - day, {
    number,
    title: number,
    summary: 'Fields renamed',
    requester: 'crm',
    systems: ['CRM'],
    flows: [],
  });
  await fact('release', at, { releasedOn: new Date(at).toISOString().slice(0, 10) });
}

export const settledAs = (all: readonly Invoice[], as: string) => all.map(({ number: record }) => ({ record, as }));
