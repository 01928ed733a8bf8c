import { declaredFlow } from '../declared-flow.ts';
import { commonOf, defineJson, present } from '../options.ts';
import { type DocumentOptions, printDocument } from '../output/document.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface FlowPageOptions extends DocumentOptions {
  readonly file: string;
  readonly flow?: string;
}

export const flowPage = verb<FlowPageOptions>({
  words: ['flow', 'page'],
  summary: 'write the page of a flow for its owners: business flow, system behaviour, exceptions, automation, KPI impact',
  examples: ['flow page examples/fines/flow.ts', 'flow page packs/order-to-cash/pack.ts --flow invoice --out invoice.md'],
  define(command) {
    command.argument('<file>', 'TypeScript (it is run to be read), JSON or YAML that declares the flow and, maybe, its metrics');
    command.option('--flow <name>', 'which flow of the file, where it declares several');
    command.option('--out <file>', 'write it there, over what is there (default: to standard output)');
    defineJson(command);
  },
  options(command) {
    const { flow, out } = command.opts<{ flow?: string; out?: string }>();
    return { file: command.args[0] ?? '', json: commonOf(command).json, ...present({ flow, out }) };
  },
  async run({ file, flow: name, ...where }, { stdout }) {
    const { allFlows, checkDefinitions, loadDefinitions } = await import('@throughline/server');
    const { flowPage: pageOf } = await import('@throughline/language/pictures');
    const definitions = await loadDefinitions(file);
    const flow = declaredFlow(allFlows(definitions), { name, file });
    const findings = checkDefinitions(definitions);
    const metrics = [
      ...definitions.packs.flatMap(({ value }) => value.metrics),
      ...definitions.metrics.map(({ value }) => value),
    ];
    const text = pageOf(flow, { metrics, findings: findings.filter((found) => found.flow === flow.name) });
    await printDocument(text, { flow: flow.name }, where, stdout);
    return exitCodes.ok;
  },
});
