import type { FlowDefinition } from '@throughline/language';
import { Option } from 'commander';
import { declaredFlow } from '../declared-flow.ts';
import { commonOf, defineJson, present } from '../options.ts';
import { type DocumentOptions, printDocument } from '../output/document.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

const formats = ['svg', 'mermaid', 'bpmn'] as const;
type Format = (typeof formats)[number];

export interface FlowPictureOptions extends DocumentOptions {
  readonly file: string;
  readonly flow?: string;
  readonly format: Format;
}

export const flowPicture = verb<FlowPictureOptions>({
  words: ['flow', 'picture'],
  summary: 'draw a flow from its definition',
  examples: [
    'flow picture examples/fines/flow.ts --out fine.svg',
    'flow picture packs/order-to-cash/pack.ts --flow invoice --format bpmn --out invoice.bpmn',
  ],
  define(command) {
    command.argument('<file>', 'TypeScript (it is run to be read), JSON or YAML that declares the flow');
    command.option('--flow <name>', 'which flow of the file, where it declares several');
    command.addOption(
      new Option('--format <format>', 'an SVG picture, Mermaid text, or BPMN 2.0').choices(formats).default('svg'),
    );
    command.option('--out <file>', 'write it there, over what is there (default: to standard output)');
    defineJson(command);
  },
  options(command) {
    const { flow, format, out } = command.opts<{ flow?: string; format: Format; out?: string }>();
    return { file: command.args[0] ?? '', format, json: commonOf(command).json, ...present({ flow, out }) };
  },
  async run({ file, flow: name, format, ...where }, { stdout }) {
    const { allFlows, loadDefinitions } = await import('@throughline/server');
    const flow = declaredFlow(allFlows(await loadDefinitions(file)), { name, file });
    await printDocument(await drawn(flow, format), { flow: flow.name, format }, where, stdout);
    return exitCodes.ok;
  },
});

async function drawn(flow: FlowDefinition, format: Format): Promise<string> {
  const { flowBpmn, flowMermaid, flowSvg } = await import('@throughline/language/pictures');
  if (format === 'svg') return flowSvg(flow);
  return format === 'bpmn' ? flowBpmn(flow) : flowMermaid(flow);
}
