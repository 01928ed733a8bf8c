import type { Throughline } from '../throughline.ts';
import type { Log } from './log.ts';

const everyMs = 10_000;
/** While it stays late it is said again this often. */
const repeatMs = 60_000;

/**
 * Says when deadlines are later than a threshold, and when they are so no more. Where the log takes no warnings nobody looks.
 */
export function watchLag(throughline: Throughline, log: Log, thresholdMs: number): { stop(): void } {
  if (!log.writes('warn')) return { stop: () => undefined };
  const { database: company, engine } = throughline;
  let toldAt: number | undefined;
  const look = async () => {
    const lagMs = await engine.lag();
    const now = performance.now();
    if (lagMs <= thresholdMs) {
      if (toldAt !== undefined) log.info('deadlines-in-time', { company });
      toldAt = undefined;
    } else if (toldAt === undefined || now - toldAt >= repeatMs) {
      toldAt = now;
      log.warn('deadlines-late', { company, lagSeconds: Math.round(lagMs / 1000) });
    }
  };
  // A database that is away is told by the workers.
  const timer = setInterval(() => void look().catch(() => undefined), everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
