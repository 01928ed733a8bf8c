import { commonOf, defineDemo, defineJson, present } from '../options.ts';
import { localeOf } from '../output/locale.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface ExportWarehouseOptions {
  readonly json: boolean;
  readonly database: 'main' | 'demo';
  readonly to: string;
  readonly withoutPersonal: boolean;
  readonly withoutMetrics: boolean;
  readonly anew: boolean;
  readonly as?: string;
}

export const exportWarehouse = verb<ExportWarehouseOptions>({
  words: ['export', 'warehouse'],
  summary: 'write the log, the cases and the metrics to a folder as Parquet: what is new since the last time',
  examples: ['export warehouse --to warehouse', 'export warehouse --demo --to warehouse --without-personal'],
  define(command) {
    command.requiredOption('--to <folder>', 'write it there, beside what was written before');
    command.option('--as <person>', 'only the cases and fields that this person sees, by the id of their account');
    command.option('--without-personal', 'say of what kind who did something is, not who');
    command.option('--without-metrics', 'leave the metrics as they were: measuring takes most of the time where little is new');
    command.option('--anew', 'write all of it once more; whoever loads it has to load it anew');
    defineDemo(command);
    defineJson(command);
  },
  options(command) {
    const { to, withoutPersonal, withoutMetrics, anew, as } = command.opts<{
      to: string;
      withoutPersonal?: boolean;
      withoutMetrics?: boolean;
      anew?: boolean;
      as?: string;
    }>();
    return {
      ...commonOf(command),
      to,
      withoutPersonal: withoutPersonal === true,
      withoutMetrics: withoutMetrics === true,
      anew: anew === true,
      ...present({ as }),
    };
  },
  async run({ database, json, ...request }, { env, stdout, signal }) {
    const { withThroughline, writeWarehouse } = await import('@throughline/server');
    const written = await withThroughline({ env, database }, (throughline) =>
      writeWarehouse(throughline, { ...request, signal }),
    );
    if (json) {
      printJson(stdout, written);
      return exitCodes.ok;
    }
    const locale = localeOf(env);
    const { log, cases, metrics, removed } = written.rows;
    const isNew = log + cases + metrics + removed > 0;
    printLines(stdout, [
      isNew
        ? `Batch ${written.batch} in ${request.to}: ${locale.count(log)} events, ${locale.count(cases)} cases, ${locale.count(metrics)} values of metrics.`
        : `Nothing is new in ${request.to}.`,
      ...(removed === 0 ? [] : [`${locale.count(removed)} cases were taken out of earlier batches.`]),
    ]);
    return exitCodes.ok;
  },
});
