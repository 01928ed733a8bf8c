import { ThroughlineError } from '../errors.ts';

type Settings = Readonly<Record<string, string | undefined>>;

/** Deadlines that are later than so many milliseconds are told in the log: THROUGHLINE_LAG_WARNING, in seconds. @throws ThroughlineError log-settings */
export function lagWarning(env: Settings): number {
  return seconds(env, 'THROUGHLINE_LAG_WARNING', 60);
}

/** Beyond so many milliseconds a server that works is not ready: THROUGHLINE_LAG_LIMIT, in seconds. @throws ThroughlineError log-settings */
export function lagLimit(env: Settings): number {
  return seconds(env, 'THROUGHLINE_LAG_LIMIT', 900);
}

function seconds(env: Settings, name: string, unless: number): number {
  const text = env[name] ?? '';
  if (text === '') return unless * 1000;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  throw new ThroughlineError('log-settings', `${name} is no number of seconds`, { place: name, expected: 'such as 900' });
}
