import type { Sinks, Workers } from '@throughline/engine';
import { caseCounts } from '../cases/case-counts.ts';
import { forgetMeasured } from '../home/measuring.ts';
import type { Throughline } from '../throughline.ts';

/** An open company, and the workers on it. */
export interface Company {
  readonly throughline: Throughline;
  /** Works off deadlines, messages and mails until `rest`. */
  work(): void;
  /** Resolves when what was begun is finished. */
  rest(): Promise<void>;
  figures(): Promise<{ readonly now: string; readonly cases: number }>;
  close(): Promise<void>;
}

export interface CompanyOptions {
  readonly throughline: Throughline;
  readonly sinks: Sinks;
  readonly onError: (error: unknown) => void;
}

export function createCompany({ throughline, sinks, onError }: CompanyOptions): Company {
  const { engine } = throughline;
  let workers: Workers | undefined;
  const rest = async () => {
    const resting = workers;
    workers = undefined;
    await resting?.stop();
  };
  return {
    throughline,
    work() {
      workers ??= engine.start({ sinks, onError });
    },
    rest,
    async figures() {
      const [counts, { now }] = await Promise.all([caseCounts(throughline), engine.clock()]);
      return { now: new Date(now).toISOString(), cases: counts.reduce((sum, { cases }) => sum + cases, 0) };
    },
    async close() {
      await rest();
      await forgetMeasured(throughline);
      await throughline.close();
    },
  };
}
