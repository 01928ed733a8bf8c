import type { EngineEvent } from '@throughline/engine';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { DatabaseName } from '../throughline.ts';

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const sizeBuckets = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 5000];

/** Counts what engines, sealers and requests do in this process. Labels are names of definitions and of the contract: a bounded set. */
export interface WorkMetrics {
  event(company: DatabaseName, event: EngineEvent): void;
  sealed(company: DatabaseName, events: number): void;
  failed(code: string): void;
  requested(request: {
    readonly method: string;
    readonly route: string;
    readonly status: number;
    readonly seconds: number;
  }): void;
}

export function workMetrics(registry: Registry): WorkMetrics {
  const of = instruments(registry);
  return {
    event: (company, event) => count(of, company, event),
    sealed(company, events) {
      of.seals.inc({ company });
      of.sealedEvents.inc({ company }, events);
    },
    failed: (code) => of.errors.inc({ code }),
    requested({ method, route, status, seconds }) {
      of.requests.inc({ method, route, status: String(status) });
      of.requestSeconds.observe({ method, route }, seconds);
    },
  };
}

type Instruments = ReturnType<typeof instruments>;

function count(of: Instruments, company: DatabaseName, event: EngineEvent): void {
  switch (event.kind) {
    case 'batch':
      of.batches.inc({ company, result: 'committed' });
      of.batchSize.observe({ company }, event.size);
      of.batchSeconds.observe({ company }, event.milliseconds / 1000);
      for (const [outcome, results] of Object.entries(event.outcomes)) of.submissions.inc({ company, outcome }, results);
      return;
    case 'batch-failed':
      return of.batches.inc({ company, result: 'failed' });
    case 'again':
      return of.again.inc({ company, cause: event.cause });
    case 'busy':
      return of.busy.inc({ company, class: event.class });
    case 'deadlines':
      return of.deadlines.inc({ company }, event.cases);
    case 'messages':
      return of.messages.inc({ company }, event.messages);
    case 'effect':
      of.attempts.inc({ company, kind: event.effect, result: event.status === 'pending' ? 'again' : event.status });
      return of.attemptSeconds.observe({ company, kind: event.effect }, event.milliseconds / 1000);
    case 'quarantined':
      return of.quarantined.inc({ company });
    case 'sweep':
      return of.swept.inc({ company }, event.looked);
    case 'look':
      if (event.error !== undefined) of.failedLooks.inc({ company, loop: event.loop });
  }
}

function instruments(registry: Registry) {
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Counter({ name: `throughline_${name}`, help, labelNames: [...labelNames], registers });
  const histogram = <L extends string>(name: string, help: string, labelNames: readonly L[], buckets = secondsBuckets) =>
    new Histogram({ name: `throughline_${name}`, help, labelNames: [...labelNames], buckets, registers });
  return {
    submissions: counter('submissions_total', 'Inputs decided, by what came of them', ['company', 'outcome']),
    busy: counter('busy_total', 'Inputs refused because too many waited', ['company', 'class']),
    batches: counter('batches_total', 'Transactions that decide', ['company', 'result']),
    batchSize: histogram('batch_size', 'Inputs a transaction', ['company'], sizeBuckets),
    batchSeconds: histogram('batch_seconds', 'How long a transaction that decides took, all its attempts', ['company']),
    again: counter('batch_again_total', 'Transactions decided again, by why', ['company', 'cause']),
    deadlines: counter('deadline_cases_total', 'Cases whose deadlines were worked off', ['company']),
    messages: counter('messages_delivered_total', 'Messages between cases that were dealt with', ['company']),
    attempts: counter('effect_attempts_total', 'Attempts at effects, by how they ended', ['company', 'kind', 'result']),
    attemptSeconds: histogram('effect_attempt_seconds', 'How long an attempt at an effect took', ['company', 'kind']),
    quarantined: counter('quarantined_total', 'Cases set aside', ['company']),
    swept: counter('swept_cases_total', 'Cases that sweeps looked at', ['company']),
    failedLooks: counter('worker_failures_total', 'Looks of workers that failed', ['company', 'loop']),
    seals: counter('seals_total', 'Seals taken', ['company']),
    sealedEvents: counter('sealed_events_total', 'Events sealed', ['company']),
    errors: counter('errors_total', 'What failed and nobody waits for, and faults of ours, by code', ['code']),
    requests: counter('http_requests_total', 'Requests answered', ['method', 'route', 'status']),
    requestSeconds: histogram('http_request_seconds', 'How long requests took', ['method', 'route']),
  };
}
