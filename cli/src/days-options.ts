import type { Command } from 'commander';
import type { CompanyOptions } from './company.ts';
import { companyOf, defineCompany, present } from './options.ts';

/** What verbs take that tell of some days. */
export interface DaysOptions extends CompanyOptions {
  readonly from?: string;
  readonly to?: string;
  readonly csv: boolean;
  readonly json: boolean;
}

/** `--from`, `--to`, `--csv`, and of which company; `first` and `last` say what holds without them. */
export function defineDays(command: Command, { first, last }: { readonly first: string; readonly last: string }): void {
  command
    .option('--from <day>', `the first day (default: ${first})`)
    .option('--to <day>', `the last day (default: ${last})`)
    .option('--csv', 'as CSV');
  defineCompany(command);
}

export function daysOf(command: Command): DaysOptions {
  const { csv, from, to } = command.opts<Partial<DaysOptions>>();
  return { ...companyOf(command), ...present({ from, to }), csv: csv === true };
}
