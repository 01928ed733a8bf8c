import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError, Option } from 'commander';
import { CommandError } from '../failure.ts';
import { commonOf, defineJson } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { quoted } from '../output/quoted.ts';
import { exitCodes } from '../session.ts';
import { flowTemplate, type TemplateFormat, templateFormats } from '../templates/flow-template.ts';
import { verb } from '../verb.ts';

export interface NewFlowOptions {
  readonly name: string;
  readonly format: TemplateFormat;
  readonly dir: string;
  readonly json: boolean;
}

const reserved = ['exception', 'task'];

export const newFlow = verb<NewFlowOptions>({
  words: ['new', 'flow'],
  summary: 'write a small flow that has no findings, as a beginning for your own; overwrites nothing',
  examples: ['new flow expense-claim', 'new flow expense-claim --format yaml --dir flows'],
  define(command) {
    command.argument('<name>', 'lower case, with hyphens: expense-claim', flowName);
    const format = new Option('--format <format>', 'TypeScript, YAML or JSON').choices(templateFormats).default('ts');
    command.addOption(format).option('--dir <folder>', 'where to write it; made where it is missing', '.');
    defineJson(command);
  },
  options(command) {
    const { format, dir } = command.opts<{ format: TemplateFormat; dir: string }>();
    return { name: command.args[0] ?? '', format, dir, json: commonOf(command).json };
  },
  async run({ name, format, dir, json }, { stdout }) {
    const file = join(dir, `${name}.${format}`);
    const schema = relative(resolve(dir), schemaFile()).split(sep).join('/');
    await writeNew(file, flowTemplate(format, { name, schema }));
    const next = [`throughline check ${quoted(file)}`, `throughline flow page ${quoted(file)}`];
    if (json) printJson(stdout, { file, next });
    else printLines(stdout, linesFor(file, next));
    return exitCodes.ok;
  },
});

function flowName(text: string): string {
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(text)) {
    throw new InvalidArgumentError('Expected lower case letters, digits and hyphens, at most 63, such as expense-claim.');
  }
  if (reserved.includes(text)) throw new InvalidArgumentError(`Flows of the kernel are called ${reserved.join(' and ')}.`);
  return text;
}

async function writeNew(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: 'wx' });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'ENOTDIR') {
      throw new CommandError('file-exists', 'There is such a file already, and it is left as it is', {
        ...{ place: file, action: 'Choose another name, or another folder with --dir.', cause },
      });
    }
    throw new CommandError('file-unwritable', 'The file cannot be written', {
      ...{ place: file, action: 'Check the folder, its permissions and the room on the disk.', kind: 'operational', cause },
    });
  }
}

function linesFor(file: string, next: readonly string[]): readonly string[] {
  return [
    `Wrote ${file}`,
    '',
    'Next:',
    '  1. Open it and rename its states and events to those of your work.',
    `  2. See what would go wrong:  ${next[0]}`,
    `  3. Show it to its owners:    ${next[1]}`,
    '',
    'docs/guide/declare-a-flow.md shows how to go on, docs/guide/language every part, docs/guide/check.md how to read the findings.',
  ];
}

function schemaFile(): string {
  return fileURLToPath(new URL('../flow.schema.json', import.meta.resolve('@throughline/language')));
}
