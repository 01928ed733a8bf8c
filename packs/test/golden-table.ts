import assert from 'node:assert/strict';
import { type CaseRecord, computedFields, type FlowDefinition, type JsonObject, kernelFlows } from '@throughline/language';
import { compiledOnce, type Story, tell } from '../../language/test/story.ts';

/*
 * Timelines that a business person reads and signs: one row an event, its day counted from a day 0 that the table names.
 *
 *     day [hh:mm] | event | actor | state | owner | open | what comes of it
 *
 * `owner` is the role that owns the state, `open` what is owed. Events are told in the words of `phrases`; rows of `clock` and
 * `message` come by themselves, and have to come exactly so. A row that begins with `.` goes on with what comes of the one above.
 */

export interface GoldenTable {
  readonly flows: readonly FlowDefinition[];
  /** The day that is counted as 0, `YYYY-MM-DD`. */
  readonly dayZero: string;
  /** What is said of events, and what that is in the words of the flow; the first that fits counts. */
  readonly phrases: readonly Phrase[];
}

export type Phrase = readonly [said: RegExp, meant: (parts: readonly string[], table: GoldenTable) => string];

/** Plays the table and asserts that all of it comes about: no other event, state, owner or amount. */
export function golden(table: GoldenTable, rows: string): Story {
  const compiled = new Map([...kernelFlows, ...table.flows.map((flow) => [flow.name, compiledOnce(flow)] as const)]);
  const show = (record: CaseRecord | undefined, now: number): readonly string[] => {
    const flow = record === undefined ? undefined : compiled.get(record.flow);
    if (record === undefined || flow === undefined) return ['', ''];
    const { open } = computedFields(flow, record.data, { now });
    return [ownerOf(flow.definition, record), typeof open === 'number' ? spellMoney(open) : ''];
  };
  return tell(table.flows, table.dayZero, ledgerOf(table, rows), show);
}

/** Who owns the case as it stands. A state that is final has no owner. */
function ownerOf({ states }: Pick<FlowDefinition, 'states'>, { state }: CaseRecord): string {
  return states[state]?.owner ?? '';
}

/** The same rows in the columns and words of a story. */
function ledgerOf(table: GoldenTable, rows: string): string {
  const ledger: string[][] = [];
  for (const line of rows.split('\n').filter((text) => text.trim() !== '')) {
    const [day = '', event = '', actor = '', state = '', owner = '', open = '', ...came] = line
      .split('|')
      .map((cell) => cell.trim());
    const above = ledger.at(-1);
    if (day === '.' && above !== undefined) above.push(`${above.pop()}; ${came.join('')}`);
    else ledger.push([day, actor, meaningOf(table, event), state, owner, open, came.join('')]);
  }
  return ledger.map((cells) => cells.join(' | ')).join('\n');
}

function meaningOf(table: GoldenTable, event: string): string {
  for (const [said, meant] of table.phrases) {
    const parts = said.exec(event);
    if (parts !== null) return meant(parts.slice(1), table);
  }
  return assert.fail(`no phrase for "${event}"`);
}

/** `9,300.00` in minor units: 930000. Of currencies with two digits after the point. */
export function minorUnits(amount: string): number {
  const [, whole = '', cents = ''] = /^([\d,]+)\.(\d\d)$/.exec(amount) ?? assert.fail(`no amount: ${amount}`);
  return Number(`${whole.replaceAll(',', '')}${cents}`);
}

function spellMoney(minor: number): string {
  const text = String(Math.abs(minor)).padStart(3, '0');
  const whole = text.slice(0, -2).replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return `${minor < 0 ? '-' : ''}${whole}.${text.slice(-2)}`;
}

/** The day that stands so many days after day 0. */
export function dayOf({ dayZero }: Pick<GoldenTable, 'dayZero'>, day: number | string): string {
  return new Date(Date.parse(`${dayZero}T00:00:00Z`) + Number(day) * 86_400_000).toISOString().slice(0, 10);
}

/** An event with what it carries, as stories write it. */
export function say(event: string, data: JsonObject = {}, reason?: string): string {
  const carried = Object.keys(data).length === 0 ? [] : [JSON.stringify(data)];
  return [event, ...carried, ...(reason === undefined ? [] : [`"${reason}"`])].join(' ');
}
