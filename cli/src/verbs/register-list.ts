import { type Company, type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany } from '../options.ts';
import { printBody, printJson, printLines } from '../output/print.ts';
import { type Column, table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface RegisterListOptions extends CompanyOptions {
  readonly json: boolean;
  readonly csv: boolean;
}

export interface Register<Item> {
  readonly summary: string;
  readonly read: (company: Company) => Promise<{ readonly items: readonly Item[] }>;
  readonly readCsv: (company: Company) => Promise<Response>;
  readonly columns: readonly Column[];
  readonly cellsOf: (one: Item) => readonly string[];
  /** What somebody has to see to: with one of them the command ends as with findings. */
  readonly isSick: (one: Item) => boolean;
  /** Where there is none. Default: how one is registered. */
  readonly none?: string;
}

/** The verb `<flow> list`, which prints a register as a table, as JSON Lines or as CSV. */
export const registerList = <Item>(flow: string, { summary, read, readCsv, columns, cellsOf, isSick, none }: Register<Item>) =>
  verb<RegisterListOptions>({
    words: [flow, 'list'],
    summary,
    examples: [`${flow} list`, `${flow} list --csv`],
    define(command) {
      command.option('--csv', 'the whole list as CSV');
      defineCompany(command);
    },
    options: (command) => ({ ...companyOf(command), csv: command.opts<{ csv?: boolean }>().csv === true }),
    run({ json, csv, ...options }, session) {
      return withCompany(options, session, async (company) => {
        const { stdout } = session;
        if (csv) {
          await printBody(await readCsv(company), session);
          return exitCodes.ok;
        }
        const { items } = await read(company);
        if (json) for (const one of items) printJson(stdout, one);
        else if (items.length === 0)
          printLines(stdout, [none ?? `Nothing is registered: \`throughline ${flow} register\` adds one.`]);
        else printLines(stdout, table(columns, items.map(cellsOf)));
        return items.some(isSick) ? exitCodes.findings : exitCodes.ok;
      });
    },
  });
