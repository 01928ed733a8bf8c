import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { commonOf, defineDemo, defineJson } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface MetricExportOptions {
  readonly folder: string;
  readonly json: boolean;
  readonly database: 'main' | 'demo';
}

export const metricExport = verb<MetricExportOptions>({
  words: ['metric', 'export'],
  summary: 'write the metrics as SQL views and as a semantic layer of dbt',
  examples: ['metric export warehouse', 'metric export warehouse --demo --json'],
  define(command) {
    command.argument('<folder>', 'where to write; files of the same name are replaced');
    defineDemo(command);
    defineJson(command);
  },
  options: (command) => ({ ...commonOf(command), folder: command.args[0] ?? '' }),
  async run({ database, json, folder }, session) {
    const { env, stdout } = session;
    const { exportDeclaredMetrics, withThroughline } = await import('@throughline/server');
    const { files, leftOut } = await withThroughline({ env, database }, exportDeclaredMetrics);
    for (const [path, text] of Object.entries(files)) {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    if (json) printJson(stdout, { folder, files: Object.keys(files), leftOut });
    else {
      const lines = leftOut.map(({ metric, form, why }) => `${metric} (${form}): ${why}`);
      const head = `${Object.keys(files).length} files written to ${folder}.`;
      printLines(stdout, lines.length === 0 ? [head] : [head, '', 'What cannot be said there:', ...lines]);
    }
    return exitCodes.ok;
  },
});
