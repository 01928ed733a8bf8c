import type { Sinks, Workers } from '@throughline/engine';
import { caseCounts } from '../cases/case-counts.ts';
import { forgetMeasured } from '../home/measuring.ts';
import { sealAnchor, sealSigner } from '../seal-key.ts';
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
  let sealing: ReturnType<typeof keepSealed>;
  const rest = async () => {
    const resting = [workers, sealing];
    workers = undefined;
    sealing = undefined;
    await Promise.all(resting.map((each) => each?.stop()));
  };
  return {
    throughline,
    work() {
      workers ??= engine.start({ sinks, onError });
      sealing ??= keepSealed(throughline, onError);
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

/** Seals the log as it grows, where there is a key; the company's own seals go to its anchor, too. */
function keepSealed({ engine, env, database }: Throughline, onError: (error: unknown) => void) {
  if (sealSigner(env) === undefined) return undefined;
  const anchor = database === 'main' ? sealAnchor(env) : undefined;
  return engine.keepSealing({ onError, ...(anchor === undefined ? {} : { anchor }) });
}
