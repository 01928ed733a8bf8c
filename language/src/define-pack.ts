import type { FlowDefinition } from './definition/flow.ts';
import type { MetricDefinition } from './definition/metric.ts';
import type { WatchDefinition } from './definition/watch.ts';

/** A folder of flows, metrics and roles that belong together. The kernel knows no invoice: packs make the product. */
export interface Pack {
  /** Lower case with hyphens: `order-to-cash`. */
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  /** Roles that all flows of the pack may name, beside their own. */
  readonly roles: Readonly<Record<string, { readonly title?: string }>>;
  readonly flows: readonly FlowDefinition[];
  readonly metrics: readonly MetricDefinition[];
  /** Questions asked of the log on a cadence. */
  readonly watches?: readonly WatchDefinition[];
  /** What a home page shows first of the pack. */
  readonly home?: PackHome;
  /** What is owed, and where money is lost. */
  readonly receivables?: PackReceivables;
  /** How cases stand side by side where a number is diagnosed. */
  readonly samples?: readonly PackSamples[];
}

/** Hints for a home page: which numbers to watch, and where money is at risk. Names are of the pack's own flows and metrics. */
export interface PackHome {
  /** Ids of metrics, in the order in which a page shows them; at most `homeMetricsMax`. */
  readonly metrics: readonly string[];
  readonly risk?: PackRisk;
}

/** The flow whose cases owe money by a day. */
export interface PackRisk {
  readonly flow: string;
  /** The field of the data with the day by which it is due. */
  readonly dueOn: string;
  /** What is still owed, in minor units: a computed field, or a field of money in the data. */
  readonly open: string;
  /** The field of the data with the currency of `open`. */
  readonly currency: string;
  /** The ladder by which it is chased. */
  readonly ladder: string;
  /** What a case of it is called in a sentence. */
  readonly noun: { readonly one: string; readonly many: string };
}

/**
 * What a page on receivables shows. Every number is a total of a list, so that it opens the cases behind it: the money and the reasons
 * that are named here are fields or columns of lists, beside the currency of their case. Flows are the pack's own.
 */
export interface PackReceivables extends PackRisk {
  /** The state of those whose customer has promised to pay, and the field of the data with the day. */
  readonly promised: { readonly state: string; readonly on: string };
  readonly disputes: PackMoney;
  /** What customers kept back; `reason` is a field of lists. */
  readonly shortfalls: PackMoney & { readonly reason: string };
  /** Where revenue gets lost between one step and the next. */
  readonly leakage: readonly PackLeakage[];
}

/** An amount in minor units that lists show of a flow, and its currency. */
export interface PackMoney {
  readonly flow: string;
  readonly amount: string;
  readonly currency: string;
}

export interface PackLeakage extends PackMoney {
  readonly title: string;
  /** Which cases it is about: filters as lists take them, such as `$state=created,blocked` or `uninvoiced>0`. All must hold. */
  readonly where: readonly string[];
  /** Of open cases only (`true`), or of finished ones (`false`). Default: of both. */
  readonly open?: boolean;
  /** The role that sees to it. */
  readonly owner: string;
}

/** The sheet of samples of a flow: what of a case tells why it went as it did. Names are fields, events and flows of the pack. */
export interface PackSamples {
  readonly flow: string;
  /** The field whose cases stand or fall together, such as the customer. */
  readonly cluster?: string;
  /** The field of money that says how large a case is. */
  readonly size?: string;
  /** Fields in which a control is like the affected case that it is held against, beside the entity and the size. */
  readonly match?: readonly string[];
  readonly fields: readonly SampleField[];
}

/** A line of the sheet. `of`: of the case of that flow that opened this one. */
export type SampleField = { readonly title: string; readonly of?: string } & (
  | {
      readonly field: string;
      /** The value that the first event of this type gave to it; else its last. */
      readonly after?: string;
    }
  /** Whether the field was there when the case began; `of`: when that case opened this one. */
  | { readonly missing: string }
  | { readonly show: 'state' | 'version' | 'exceptions' }
  /** Days between the first events of two types; `born` is the beginning. Without the second: the days so far, and that it is open. */
  | { readonly days: { readonly from: string; readonly to: string } }
);

/** A page shows so many numbers before it is a wall of them. */
export const homeMetricsMax = 6;

/** Puts flows, metrics and roles together. Returns plain data, unchecked: `checkPack` judges it. */
export function definePack(pack: Omit<Pack, 'roles' | 'metrics'> & Partial<Pick<Pack, 'roles' | 'metrics'>>): Pack {
  return JSON.parse(JSON.stringify({ roles: {}, metrics: [], ...pack })) as Pack;
}
