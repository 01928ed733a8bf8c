import type { FindingCode, FlowDefinition, Json } from '../../src/index.ts';
import { invoice } from '../invoice-flow.ts';
import { order } from '../order-flow.ts';

/** A clean flow, one slip made in it, and what the checker must then say. */
export interface SeededDefect {
  readonly code: FindingCode;
  readonly slip: string;
  /** Where the finding stands. */
  readonly path: string;
  /** Part of what must be said in the witness, message or mend. */
  readonly says: string;
  readonly flow: Json;
}

export type Edit = readonly [path: string, value: Json | undefined];

/** The document with values put at JSON Pointers; `undefined` takes a member out. */
export function edited(flow: FlowDefinition, ...edits: readonly Edit[]): Json {
  const document = structuredClone(flow) as unknown as Record<string, unknown>;
  for (const [path, value] of edits) {
    const segments = path.split('/').slice(1);
    const last = segments.pop() ?? '';
    let target = document;
    for (const segment of segments) {
      target[segment] ??= {};
      target = target[segment] as Record<string, unknown>;
    }
    if (value === undefined) delete target[last];
    else target[last] = structuredClone(value);
  }
  return document as unknown as Json;
}

export function seed(code: FindingCode, slip: string, path: string, says: string, ...edits: readonly Edit[]): SeededDefect {
  return { code, slip, path, says, flow: edited(invoice, ...edits) };
}

export function seedOrder(code: FindingCode, slip: string, path: string, says: string, ...edits: readonly Edit[]): SeededDefect {
  return { code, slip, path, says, flow: edited(order, ...edits) };
}

export const text = { type: 'string', maxLength: 100 };
export const stuck = { owner: 'billing', within: { days: 1 } };
export const pay = '/states/sent/on/pay/0';
export const accept = '/states/disputed/on/accept/approval';
export const office: readonly Edit[] = [
  ['/calendar', { default: 'office' }],
  [
    '/calendars/office',
    {
      timeZone: 'Europe/Rome',
      from: '2026-01-01',
      to: '2027-12-31',
      week: {
        monday: [['09:00', '17:00']],
        tuesday: [
          ['09:00', '12:00'],
          ['13:00', '17:00'],
        ],
      },
      windows: { monthEnd: [{ from: '2026-01-28', to: '2026-01-31' }] },
    },
  ],
];
