import { Worker } from 'node:worker_threads';
import { ThroughlineError } from '../../errors.ts';
import type { MadePlan } from './make-plan.ts';
import type { PlanQuestion } from './question.ts';

/** For one plan; what would be in place of what is asked many times, so each question has less. */
const secondsEach = 5;
const timeoutMs = 120_000;

/**
 * Makes a plan without keeping the server from answering others.
 *
 * @throws ThroughlineError plan-failed
 */
export async function planInThread(question: PlanQuestion, signal?: AbortSignal): Promise<MadePlan> {
  const worker = new Worker(new URL('./plan-worker.ts', import.meta.url), { workerData: { question, seconds: secondsEach } });
  const timer = setTimeout(() => void worker.terminate(), timeoutMs);
  const abort = () => void worker.terminate();
  signal?.addEventListener('abort', abort);
  try {
    return await new Promise<MadePlan>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () =>
        reject(
          new ThroughlineError('plan-failed', 'The plan was not found in time', { expected: `within ${timeoutMs / 1000} s` }),
        ),
      );
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    await worker.terminate();
  }
}
