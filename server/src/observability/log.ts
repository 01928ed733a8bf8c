import { type Level, pino, stdTimeFunctions } from 'pino';
import { ThroughlineError } from '../errors.ts';

/** Numbers, ids and names that definitions give: never what somebody entered. */
export type LogFields = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** What happens on a server, as one JSON document a line. */
export interface Log {
  /** `event` says what happened; all lines of one event have the same fields. */
  readonly debug: (event: string, fields: LogFields) => void;
  readonly info: (event: string, fields: LogFields) => void;
  readonly warn: (event: string, fields: LogFields) => void;
  readonly error: (event: string, fields: LogFields) => void;
  /** Whether lines of this level are written: what costs something to find out need not be found out. */
  writes(level: 'debug' | 'info' | 'warn' | 'error'): boolean;
  /** Writes out what is still in memory. */
  close(): void;
}

const levels = ['debug', 'info', 'warn', 'error'] as const satisfies readonly Level[];

export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  writes: () => false,
  close: () => undefined,
};

/**
 * Logs at the level that THROUGHLINE_LOG names (`debug`, `info`, `warn`, `error`, `off`), to the file that THROUGHLINE_LOG_FILE names, or to
 * standard error. Without either nothing is written; a file alone means `info`.
 *
 * @throws ThroughlineError log-settings
 */
export function openLog(env: Readonly<Record<string, string | undefined>>, write?: (line: string) => void): Log {
  const file = env['THROUGHLINE_LOG_FILE'] ?? '';
  const asked = env['THROUGHLINE_LOG'] ?? '';
  const level = asked === '' ? (file === '' ? 'off' : 'info') : asked;
  if (level === 'off') return silentLog;
  if (!levels.some((known) => known === level))
    throw new ThroughlineError('log-settings', `THROUGHLINE_LOG is ${JSON.stringify(level.slice(0, 40))}`, {
      place: 'THROUGHLINE_LOG',
      expected: `${levels.join(', ')} or off`,
    });
  const destination = write === undefined ? openDestination(file) : { write, flushSync: () => undefined };
  const logger = pino(
    { level, base: undefined, timestamp: stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } },
    destination,
  );
  const at = (name: (typeof levels)[number]) => (event: string, fields: LogFields) => logger[name]({ event, ...fields });
  return {
    ...{ debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    writes: (name) => logger.isLevelEnabled(name),
    close: () => destination.flushSync(),
  };
}

function openDestination(file: string) {
  try {
    // Lines are written at once, so that the last ones before a crash are there.
    return pino.destination({ dest: file === '' ? 2 : file, sync: true, mkdir: true, append: true });
  } catch (cause) {
    throw new ThroughlineError('log-settings', `The log ${file} cannot be written`, { place: 'THROUGHLINE_LOG_FILE', cause });
  }
}
