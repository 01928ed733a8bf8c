import type { Database } from '@throughline/api';
import { type Command, InvalidArgumentError } from 'commander';
import { type CompanyOptions, serverAddress } from './company.ts';

/** Options that several verbs share. */

export function defineJson(command: Command): void {
  command.option('--json', 'write JSON, one document a line, for other programs');
}

export function defineDemo(command: Command): void {
  command.option('--demo', 'work on the demo company instead of your own data');
}

/** For verbs that work through the API. */
export function defineCompany(command: Command): void {
  defineDemo(command);
  command
    .option('--as <person>', 'act as one of the people of the demo company')
    .option('--server <address>', 'ask a running server (default: THROUGHLINE_SERVER, else none is needed)', address);
  defineJson(command);
}

export interface Common {
  readonly json: boolean;
  readonly database: Database;
}

/** Reads what `defineJson` and `defineDemo` add. */
export function commonOf(command: Command): Common {
  const { json, demo } = command.opts<{ json?: boolean; demo?: boolean }>();
  return { json: json ?? false, database: demo === true ? 'demo' : 'main' };
}

/** Reads what `defineCompany` adds. */
export function companyOf(command: Command): Common & CompanyOptions {
  const { as, server } = command.opts<{ as?: string; server?: string }>();
  return { ...commonOf(command), ...present({ as, server }) };
}

/** Reads a whole number from least to most. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** Collects `field=value` pairs. */
export function pair(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const cut = text.indexOf('=');
  if (cut < 1) throw new InvalidArgumentError('Expected field=value.');
  return { ...before, [text.slice(0, cut)]: text.slice(cut + 1) };
}

/** Collects what an option may say several times. */
export function several(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

function address(text: string): string {
  const found = serverAddress(text);
  if (found === undefined) throw new InvalidArgumentError('Expected an address such as http://127.0.0.1:4600.');
  return found;
}

/** The members that are there: an absent option is no member at all. */
export function present<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
