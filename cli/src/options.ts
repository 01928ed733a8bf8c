import type { DatabaseName } from '@throughline/server';
import { type Command, InvalidArgumentError } from 'commander';

/** Options that several verbs share. */

export function defineJson(command: Command): void {
  command.option('--json', 'write JSON, one document a line, for other programs');
}

export function defineDemo(command: Command): void {
  command.option('--demo', 'work on the demo company instead of your own data');
}

export interface Common {
  readonly json: boolean;
  readonly database: DatabaseName;
}

/** Reads what `defineJson` and `defineDemo` add. */
export function commonOf(command: Command): Common {
  const { json, demo } = command.opts<{ json?: boolean; demo?: boolean }>();
  return { json: json ?? false, database: demo === true ? 'demo' : 'main' };
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

/** The members that are there: an absent option is no member at all. */
export function present<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
