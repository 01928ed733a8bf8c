import { EngineBusyError, type EngineEvent, type Observer, type SignedSeal, type Sinks } from '@throughline/engine';
import { Registry } from 'prom-client';
import type { DatabaseName, Throughline } from '../throughline.ts';
import { companyGauges } from './company-gauges.ts';
import { errorFields } from './error-fields.ts';
import { type Log, openLog, silentLog } from './log.ts';
import { Loops } from './loops.ts';
import { processMetrics } from './process-metrics.ts';
import { openTracing, type Tracing } from './tracing.ts';
import { within } from './within.ts';
import { type WorkMetrics, workMetrics } from './work-metrics.ts';

const tracesMsMax = 3000;

/** What a server tells of its work: logs, metrics, traces, and whether its workers are alive. */
export interface Observability {
  readonly log: Log;
  readonly tracing: Tracing | undefined;
  readonly loops: Loops;
  readonly work: WorkMetrics;
  /** For the engine of a company. */
  observer(company: DatabaseName): Observer;
  sinks(company: DatabaseName, sinks: Sinks): Sinks;
  sealed(company: DatabaseName, seal: SignedSeal): void;
  /** Something failed that nobody waits for, or a request by a fault of ours. */
  failed(error: unknown, of?: { readonly company?: DatabaseName; readonly request?: string }): void;
  /** All metrics, in the text format of Prometheus. */
  metrics(companies: readonly Throughline[]): Promise<{ readonly type: string; readonly text: string }>;
  close(): Promise<void>;
}

/** As the environment says. @throws ThroughlineError log-settings */
export async function openObservability(env: Readonly<Record<string, string | undefined>>): Promise<Observability> {
  const log = openLog(env);
  return createObservability({ log, tracing: await openTracing(env) });
}

export function createObservability({
  log = silentLog,
  tracing,
}: {
  readonly log?: Log;
  readonly tracing?: Tracing | undefined;
} = {}): Observability {
  const registry = new Registry();
  const loops = new Loops();
  const work = workMetrics(registry);
  const gauges = companyGauges(registry);
  loops.show(registry);
  const unwatch = processMetrics(registry);
  return {
    ...{ log, tracing, loops, work },
    observer: (company) => ({
      event(event) {
        work.event(company, event);
        if (event.kind === 'look') loops.looked(company, event.loop, event.error !== undefined);
        tracing?.event(company, event);
        logEvent(log, company, event);
      },
      ...(tracing === undefined ? {} : { trace: traceBy(tracing, company) }),
    }),
    sinks: (company, sinks) => tracing?.sinks(company, sinks) ?? sinks,
    sealed(company, { number, events }) {
      work.sealed(company, events);
      log.info('seal', { company, number, events });
    },
    failed(error, of = {}) {
      const { code, ...fields } = errorFields(error);
      work.failed(code);
      log.error('error', { code, ...fields, ...of });
    },
    async metrics(companies) {
      await gauges.read(companies);
      return { type: registry.contentType, text: await registry.metrics() };
    },
    async close() {
      unwatch();
      // What a collector does not take in time is lost: a server stops all the same.
      await within(tracesMsMax, async () => tracing?.close()).catch(() => undefined);
      log.close();
    },
  };
}

/** An input is called by its type; owned cases by their flow as well. */
function traceBy(tracing: Tracing, company: DatabaseName): NonNullable<Observer['trace']> {
  return ({ case: address, input }) => {
    const flow = address.id === undefined ? `${address.flow} ` : '';
    return tracing.submission(company, `${flow}${input.kind === 'deadline' ? 'deadline' : input.type}`);
  };
}

const rounded = (milliseconds: number) => Math.round(milliseconds * 10) / 10;

/** Looks of workers and single steps of sweeps are too many to be told. */
function logEvent(log: Log, company: DatabaseName, event: EngineEvent): void {
  switch (event.kind) {
    case 'batch':
      if (!log.writes('debug')) return;
      return log.debug('batch', {
        ...{ company, size: event.size, attempts: event.attempts, ms: rounded(event.milliseconds) },
        ...event.outcomes,
      });
    case 'batch-failed':
      return log.error('batch-failed', { company, size: event.size, ...errorFields(event.error) });
    case 'again':
      return log.debug('batch-again', { company, cause: event.cause });
    case 'busy':
      return log.warn('busy', { company, class: event.class, waiting: event.waiting });
    case 'deadlines':
      return log.debug('deadlines', { company, cases: event.cases, ms: rounded(event.milliseconds) });
    case 'messages':
      return log.debug('messages', { company, messages: event.messages, ms: rounded(event.milliseconds) });
    case 'effect': {
      const { effect, destination, caseId, key, attempt, status, milliseconds, trace } = event;
      const fields = { company, kind: effect, destination, case: caseId, key, attempt, ms: rounded(milliseconds) };
      const result = status === 'pending' ? 'again' : status;
      return log[status === 'done' ? 'info' : 'warn']('effect', { ...fields, result, trace: trace?.slice(3, 35) });
    }
    case 'quarantined':
      return log.warn('quarantine', { company, case: event.caseId, code: event.code });
    case 'sweep':
      if (event.isEnd) log.info('sweep', { company, flow: event.flow });
      return;
    case 'look':
      // What fails is told where it is heard; a database that is away fails every second.
      if (event.error !== undefined && !(event.error instanceof EngineBusyError))
        log.debug('look-failed', { company, loop: event.loop, code: errorFields(event.error).code });
  }
}
