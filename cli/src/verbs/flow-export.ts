import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany, present } from '../options.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface FlowExportOptions extends CompanyOptions {
  readonly flow: string;
  readonly version?: number;
}

export const flowExport = verb<FlowExportOptions>({
  words: ['flow', 'export'],
  summary: 'the definition of a flow in force as JSON: to be changed, and proposed',
  examples: ['flow export invoice', 'flow export invoice --at-version 2'],
  define(command) {
    command.argument('<flow>', 'its name');
    command.option('--at-version <number>', 'this version', Number);
    defineCompany(command);
  },
  options(command) {
    const { atVersion } = command.opts<{ atVersion?: number }>();
    const { json: _, ...company } = companyOf(command);
    return { ...company, flow: command.args[0] ?? '', ...present({ version: atVersion }) };
  },
  run({ flow, version, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const params = { ...of, flow };
      const found = await client.request('GET /{database}/flows/{flow}/definition', { params, query: present({ version }) });
      session.stdout.write(`${JSON.stringify(found.definition, null, 2)}\n`);
      return exitCodes.ok;
    });
  },
});
