import type { ExportVerdict, LogVerdict, OutsideSeal } from '@throughline/server';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { commonOf, defineDemo, defineJson, present, several } from '../options.ts';
import { localeOf } from '../output/locale.ts';
import { logVerdictLines } from '../output/log-verdict.ts';
import { paintFor } from '../output/paint.ts';
import { printJson, printLines } from '../output/print.ts';
import { progressOn } from '../output/progress.ts';
import { exitCodes, type Session } from '../session.ts';
import { verb } from '../verb.ts';

export interface LogVerifyOptions {
  readonly json: boolean;
  readonly database: 'main' | 'demo';
  readonly file?: string;
  readonly anchor?: string;
  readonly key?: readonly string[];
  readonly expectSeal?: readonly OutsideSeal[];
  /** Also decide every event again. */
  readonly decide?: boolean;
}

export const logVerify = verb<LogVerifyOptions>({
  words: ['log', 'verify'],
  summary: 'recompute the log: every hash, every number, every seal, and each case as the sum of its events',
  examples: [
    'log verify',
    'log verify --demo --json',
    'log verify --file audit.ndjson.gz --anchor /mnt/elsewhere/seals.ndjson --expect-seal 12',
  ],
  define(command) {
    command.option('--file <export>', 'verify what `log export` wrote; needs no database');
    command.option('--anchor <file>', 'compare with the seals that were kept outside');
    command.option('--key <public key>', 'who may have signed, ed25519:...; may be said several times', several);
    command.option('--expect-seal <number[:hash]>', 'a seal that must be there; may be said several times', expected);
    command.addOption(new Option('--decide', 'also decide every event again, and compare').conflicts('file'));
    defineDemo(command);
    defineJson(command);
  },
  options(command: Command) {
    const { file, anchor, key, expectSeal, decide } = command.opts<Partial<LogVerifyOptions>>();
    return { ...commonOf(command), ...present({ file, anchor, key, expectSeal, decide }) };
  },
  async run(options, session) {
    const { env, stdout } = session;
    const verdict = await verify(options, session);
    if (options.json) printJson(stdout, verdict);
    else printLines(stdout, logVerdictLines(verdict, localeOf(env), paintFor(stdout, env)));
    return verdict.found === 0 ? exitCodes.ok : exitCodes.findings;
  },
});

async function verify(options: LogVerifyOptions, session: Session): Promise<LogVerdict | ExportVerdict> {
  const { database, file, anchor, key, expectSeal = [], decide = false } = options;
  const { readAnchor, verifyLog, verifyLogFile, withThroughline } = await import('@throughline/server');
  const { env, signal } = session;
  const locale = localeOf(env);
  const progress = progressOn(session);
  const kept = anchor === undefined ? [] : await readAnchor(anchor);
  const isKnown = anchor !== undefined || expectSeal.length > 0;
  const request = {
    ...(key === undefined ? {} : { keys: key }),
    ...(isKnown ? { outside: [...kept, ...expectSeal] } : {}),
    signal,
    onProgress: ({ events }: { readonly events: number }) => progress.show({ text: `${locale.count(events)} events verified` }),
  };
  const verifying =
    file === undefined
      ? withThroughline({ env, database }, (throughline) => verifyLog(throughline, { ...request, decide }))
      : verifyLogFile(file, request);
  return verifying.finally(() => progress.end());
}

/** `12`, or `12:` and the hash that it must have. */
function expected(text: string, before: readonly OutsideSeal[] = []): readonly OutsideSeal[] {
  const [, number, hash] = /^([1-9]\d{0,14})(?::([0-9a-f]{64}))?$/.exec(text) ?? [];
  if (number === undefined) throw new InvalidArgumentError('Expected the number of a seal, and its hash after a colon.');
  return [...before, { number: Number(number), ...(hash === undefined ? {} : { hash }) }];
}
