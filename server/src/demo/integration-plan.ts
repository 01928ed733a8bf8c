import type { RunToTake } from '@throughline/api';
import type { JsonObject, Millis } from '@throughline/language';
import type { Chance } from './chance.ts';
import { dayMs, hourMs, isWeekend } from './move.ts';

/** A way by which Halden's systems are joined, and how it runs if nobody else has a say. */
export interface PlannedIntegration {
  readonly name: string;
  readonly data: JsonObject & { readonly everyMinutes: number };
  /** Its first run of a day, in minutes after midnight. */
  readonly startsAt: number;
  /** Records of a run on a working day; at weekends a fifth. */
  readonly records: number;
  /** Of so many runs one never begins, one fails as a whole, and one leaves a record in doubt; 0: none. */
  readonly missedOf: number;
  readonly failedOf: number;
  readonly doubtOf: number;
}

const common = { owner: 'systems-lead', reviewOn: '2027-04-01' };
const tolerance = (everyMinutes: number) => ({ everyMinutes, toleranceMinutes: Math.min(60, Math.ceil(everyMinutes / 2)) });

export const plannedIntegrations: readonly PlannedIntegration[] = [
  {
    name: 'shop-orders',
    data: {
      ...{
        title: 'Orders of the web shop',
        source: 'Web shop',
        target: 'ERP',
        pattern: 'webhook',
        moves: 'orders',
        tier: 'critical',
      },
      ...{ ...common, ...tolerance(60), dataClasses: ['customer', 'contact'] },
      runbook: '1. Look whether the shop answers.\n2. Ask the shop to deliver again what it kept: nothing is booked twice.',
    },
    ...{ startsAt: 5, records: 4, missedOf: 0, failedOf: 900, doubtOf: 0 },
  },
  {
    name: 'customers-crm-erp',
    data: {
      ...{ title: 'Customers from the CRM', source: 'CRM', target: 'ERP', pattern: 'etl', moves: 'customers', tier: 'important' },
      ...{ ...common, ...tolerance(1440), dataClasses: ['customer', 'contact'] },
      runbook: '1. Read which customer was rejected, and why.\n2. Correct it in the CRM: the next night takes it.',
    },
    ...{ startsAt: 130, records: 60, missedOf: 0, failedOf: 50, doubtOf: 0 },
  },
  {
    name: 'carrier-confirmations',
    data: {
      ...{
        title: 'Confirmations of delivery',
        source: 'Carrier interface',
        target: 'ERP',
        pattern: 'api',
        moves: 'delivery confirmations',
      },
      ...{ tier: 'critical', ...common, ...tolerance(120), dataClasses: ['customer'] },
      runbook: '1. Look which field is missing, and of which carrier.\n2. Ask the carrier; meanwhile add the reference by hand.',
    },
    ...{ startsAt: 15, records: 12, missedOf: 0, failedOf: 700, doubtOf: 0 },
  },
  {
    name: 'bank-statements',
    data: {
      ...{ title: 'Statements of the bank', source: 'Bank gateway', target: 'ERP', pattern: 'file', moves: 'payments' },
      ...{ tier: 'critical', ...common, ...tolerance(480), dataClasses: ['payment'] },
      runbook: '1. Ask the bank whether the file was made.\n2. Fetch it by hand: the payments are known by their reference.',
    },
    ...{ startsAt: 420, records: 9, missedOf: 45, failedOf: 0, doubtOf: 0 },
  },
  {
    name: 'e-invoices',
    data: {
      ...{
        title: 'Invoices to the tax portal',
        source: 'ERP',
        target: 'Tax portal',
        pattern: 'api',
        moves: 'invoices',
        tier: 'important',
      },
      ...{ ...common, ...tolerance(240), dataClasses: ['customer', 'amount'], budget: '600 requests an hour' },
      runbook:
        '1. Do not send again what timed out.\n2. Look it up at the portal by its number.\n3. Send what is surely not there.',
    },
    ...{ startsAt: 30, records: 6, missedOf: 0, failedOf: 300, doubtOf: 14 },
  },
  {
    name: 'stock-to-shop',
    data: {
      ...{
        title: 'Stock for the web shop',
        source: 'Warehouse',
        target: 'Web shop',
        pattern: 'api',
        moves: 'stock levels',
        tier: 'minor',
      },
      ...{ ...common, ...tolerance(180), dataClasses: [] },
      runbook: '1. Wait for the next run: each sends all levels.',
    },
    ...{ startsAt: 20, records: 340, missedOf: 160, failedOf: 120, doubtOf: 0 },
  },
];

export const plannedAutomations: readonly {
  readonly name: string;
  readonly event: 'register' | 'discover';
  readonly data: JsonObject;
}[] = [
  {
    name: 'dunning-letters',
    event: 'register',
    data: {
      ...{
        title: 'Dunning letters are printed and posted',
        platform: 'Power Automate',
        version: '12',
        owner: 'collections-lead',
      },
      ...{ telemetry: 'elsewhere', telemetryAt: 'Power Automate, run history', dataClasses: ['customer', 'amount'] },
      ...{ runbook: '1. Print what is in the tray by hand.', reviewOn: '2027-01-15' },
    },
  },
  {
    name: 'price-list-macro',
    event: 'discover',
    data: {
      ...{ title: 'A spreadsheet that writes prices into the ERP', platform: 'Spreadsheet macro', owner: 'systems-lead' },
      ...{ telemetry: 'none', dataClasses: ['price'], reviewOn: '2026-12-01' },
    },
  },
];

/** As long as the release that is behind it is live, confirmations of one carrier lack the customer's reference now and then. */
const referenceLostRate = 0.05;

/** A stretch of time; its end is the first instant that lies behind it, `Infinity` while it lasts. */
export interface Stretch {
  readonly from: Millis;
  readonly to: Millis;
}

/** What the runs of an integration depend on beside its plan. */
export interface Running {
  readonly chance: Chance;
  /** When references were lost. */
  readonly lost: Stretch;
}
/** So long after it was in doubt a record was looked up. */
const lookedUpAfterDays = 2;

/** The run of a slot, as its scheduler tells it; `undefined`: it never began. */
export function runAt({ name, data, ...plan }: PlannedIntegration, slot: Millis, running: Running): RunToTake | undefined {
  const { chance } = running;
  const topic = [name, String(slot)];
  const oneOf = (many: number, what: string) => many > 0 && chance.happens(1 / many, ...topic, what);
  if (oneOf(plan.missedOf, 'missed')) return undefined;
  const startedAt = slot + chance.whole(0, 90, ...topic, 'late') * 1000;
  const endedAt = startedAt + chance.whole(4, 180, ...topic, 'takes') * 1000;
  const run = `${name}-${new Date(slot).toISOString().slice(0, 16)}`;
  const at = { run, startedAt: new Date(startedAt).toISOString(), endedAt: new Date(endedAt).toISOString() };
  if (oneOf(plan.failedOf, 'failed'))
    return { ...at, status: 'failed', records: 0, errorClass: 'connection-refused', message: 'The other side did not answer' };
  const usual = plan.records * (isWeekend(slot) ? 0.2 : 1);
  const records = Math.max(1, Math.round(usual * chance.between(0.6, 1.4, ...topic, 'records')));
  const lookedUp = settledAt({ name, data, ...plan }, slot, running);
  const failures = failuresAt({ name, data, ...plan }, slot, running);
  const settled = lookedUp.length === 0 ? {} : { settled: lookedUp };
  return failures.length === 0
    ? { ...at, status: 'success', records, ...settled }
    : { ...at, status: 'partial', records, failures: [...failures], ...settled };
}

type Told = NonNullable<RunToTake['failures']>[number];

function failuresAt({ name, doubtOf }: PlannedIntegration, slot: Millis, { chance, lost }: Running): readonly Told[] {
  const topic = [name, String(slot)];
  const amount = () => ({ currency: 'EUR', amount: chance.whole(18_000, 640_000, ...topic, 'amount') });
  const isLost = name === 'carrier-confirmations' && slot >= lost.from && slot < lost.to;
  if (isLost && chance.happens(referenceLostRate, ...topic, 'lost')) {
    const record = `DEL-${chance.whole(10_000, 99_999, ...topic, 'record')}`;
    return [{ record, outcome: 'rejected', errorClass: 'delivery-reference-missing', amount: amount() }];
  }
  if (doubtOf > 0 && chance.happens(1 / doubtOf, ...topic, 'doubt'))
    return [{ record: `E-${slot / 60_000}`, outcome: 'unknown', errorClass: 'timed-out', amount: amount() }];
  return [];
}

/** What was in doubt two days ago has been looked up: it was there. */
function settledAt(plan: PlannedIntegration, slot: Millis, running: Running): NonNullable<RunToTake['settled']> {
  return failuresAt(plan, slot - lookedUpAfterDays * dayMs, running)
    .filter(({ outcome }) => outcome === 'unknown')
    .map(({ record }) => ({ record, as: 'done' as const }));
}

/** When an integration is due, after one instant and up to another. */
export function* slotsOf({ data, startsAt }: PlannedIntegration, after: Millis, upTo: Millis): Generator<Millis> {
  const every = data.everyMinutes * 60_000;
  for (let day = after - (after % dayMs); day <= upTo; day += dayMs) {
    for (let slot = day + (startsAt / 60) * hourMs; slot < day + dayMs; slot += every) {
      if (slot > after && slot <= upTo) yield slot;
    }
  }
}
