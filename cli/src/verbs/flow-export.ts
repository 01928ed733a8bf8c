import { writeFile } from 'node:fs/promises';
import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany, present } from '../options.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface FlowExportOptions extends CompanyOptions {
  readonly flow: string;
  readonly version?: number;
  /** Where it is written; absent: to the terminal. */
  readonly to?: string;
}

export const flowExport = verb<FlowExportOptions>({
  words: ['flow', 'export'],
  summary: 'the definition of a flow in force as JSON: to be changed, and proposed',
  examples: ['flow export invoice --to invoice.json', 'flow export invoice --at-version 2'],
  define(command) {
    command.argument('<flow>', 'its name');
    command.option('--at-version <number>', 'this version', Number).option('--to <file>', 'write it there, over what is there');
    defineCompany(command);
  },
  options(command) {
    const { atVersion, to } = command.opts<{ atVersion?: number; to?: string }>();
    const { json: _, ...company } = companyOf(command);
    return { ...company, flow: command.args[0] ?? '', ...present({ version: atVersion, to }) };
  },
  run({ flow, version, to, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const params = { ...of, flow };
      const found = await client.request('GET /{database}/flows/{flow}/definition', { params, query: present({ version }) });
      const text = `${JSON.stringify(found.definition, null, 2)}\n`;
      if (to === undefined) session.stdout.write(text);
      else await writeFile(to, text);
      return exitCodes.ok;
    });
  },
});
