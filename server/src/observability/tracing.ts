import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import type { EngineEvent, Sinks, SubmissionTrace } from '@throughline/engine';
import type { DatabaseName } from '../throughline.ts';
import { errorFields } from './error-fields.ts';

/** Traces of requests, batches, events and effects, sent by OTLP over HTTP. */
export interface Tracing {
  /** Begins the trace of a request, or goes on with the one that it names. */
  request(name: string, traceparent: string | undefined): RequestSpan;
  /** What is submitted while a request is handled is part of its trace. */
  submission(company: DatabaseName, name: string): SubmissionTrace | undefined;
  /** What an engine says that it did, afterwards: batches and deliveries. */
  event(company: DatabaseName, event: EngineEvent): void;
  /** Sinks whose work is a part of the trace that its effect came from. */
  sinks(company: DatabaseName, sinks: Sinks): Sinks;
  /** Sends what has not been sent. */
  close(): Promise<void>;
}

export interface RequestSpan {
  readonly traceId: string;
  /** Runs what is part of the request. */
  run<T>(work: () => T): T;
  end(result: { readonly route: string; readonly method: string; readonly status: number; readonly requestId: string }): void;
}

/** Of one batch or delivery so many traces are told: a batch has up to 5,000 inputs. */
const tracesMax = 100;

/**
 * Traces where OTEL_EXPORTER_OTLP_ENDPOINT (or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) says whereto, with OTEL_SERVICE_NAME,
 * OTEL_EXPORTER_OTLP_HEADERS and OTEL_TRACES_SAMPLER_ARG as OpenTelemetry defines them. `undefined`: nothing is loaded.
 */
export async function openTracing(env: Readonly<Record<string, string | undefined>>): Promise<Tracing | undefined> {
  const endpoint = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ?? tracesAt(env['OTEL_EXPORTER_OTLP_ENDPOINT']);
  if (endpoint === undefined || endpoint === '' || env['OTEL_SDK_DISABLED'] === 'true') return undefined;
  const [{ OTLPTraceExporter }, sdk, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/resources'),
  ]);
  const exporter = new OTLPTraceExporter({
    url: endpoint,
    timeoutMillis: 5000,
    headers: headersOf(env['OTEL_EXPORTER_OTLP_HEADERS']),
  });
  const share = Number(env['OTEL_TRACES_SAMPLER_ARG'] ?? 1);
  const provider = new sdk.BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': env['OTEL_SERVICE_NAME'] ?? 'throughline' }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(share >= 0 && share <= 1 ? share : 1) }),
    spanProcessors: [new sdk.BatchSpanProcessor(exporter)],
  });
  return tracingBy(provider.getTracer('throughline'), () => provider.shutdown());
}

function tracesAt(base: string | undefined): string | undefined {
  return base === undefined || base === '' ? undefined : `${base.replace(/\/+$/, '')}/v1/traces`;
}

function headersOf(text = ''): Record<string, string> {
  const pairs = text.split(',').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at < 1 ? [] : [[pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())] as const];
  });
  return Object.fromEntries(pairs);
}

function tracingBy(tracer: ReturnType<typeof trace.getTracer>, close: () => Promise<void>): Tracing {
  const current = new AsyncLocalStorage<Context>();
  const under = (traceparent: string) => contextOf(traceparent) ?? ROOT_CONTEXT;
  const past = (company: DatabaseName, name: string, milliseconds: number, traces: readonly string[], attributes: object) => {
    const end = Date.now();
    for (const traceparent of traces.slice(0, tracesMax)) {
      const options = { startTime: end - milliseconds, attributes: { 'throughline.company': company, ...attributes } };
      tracer.startSpan(name, options, under(traceparent)).end(end);
    }
  };
  return {
    request(name, traceparent) {
      const parent = (traceparent === undefined ? undefined : contextOf(traceparent)) ?? ROOT_CONTEXT;
      const span = tracer.startSpan(name, { kind: SpanKind.SERVER }, parent);
      const context = trace.setSpan(parent, span);
      return {
        traceId: span.spanContext().traceId,
        run: (work) => current.run(context, work),
        end({ route, method, status, requestId }) {
          span.updateName(route);
          span.setAttributes({ 'http.request.method': method, 'http.route': route, 'http.response.status_code': status });
          span.setAttribute('throughline.request_id', requestId);
          if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
    },
    submission(company, name) {
      const context = current.getStore();
      if (context === undefined) return undefined;
      const span = tracer.startSpan(name, { attributes: { 'throughline.company': company } }, context);
      return { traceparent: traceparentOf(span), end: (result, error) => endSubmission(span, result, error) };
    },
    event(company, event) {
      if (event.kind === 'batch')
        past(company, 'dispatch', event.milliseconds, event.traces, { 'throughline.batch.size': event.size });
      else if (event.kind === 'messages')
        past(company, 'deliver', event.milliseconds, event.traces, { 'throughline.messages': event.messages });
    },
    sinks: (company, sinks) =>
      Object.fromEntries(Object.entries(sinks).map(([kind, sink]) => [kind, tracedSink(tracer, company, kind, sink)])),
    close,
  };
}

function endSubmission(span: Span, result: Parameters<SubmissionTrace['end']>[0], error: unknown): void {
  if (result === undefined) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: errorFields(error).code });
  } else {
    span.setAttributes({ 'throughline.case': result.caseId, 'throughline.outcome': result.outcome });
    if ('seq' in result && result.seq !== undefined) span.setAttribute('throughline.seq', result.seq);
    if ('refusal' in result) span.setAttribute('throughline.refusal', result.refusal.code);
  }
  span.end();
}

/** An attempt is a span under the input that its effect came of; the receiver is told the attempt. */
function tracedSink(
  tracer: ReturnType<typeof trace.getTracer>,
  company: DatabaseName,
  kind: string,
  sink: Sinks[string],
): Sinks[string] {
  const { concurrency, timeoutMs } = sink;
  return {
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(sink.lookUp === undefined ? {} : { lookUp: sink.lookUp.bind(sink) }),
    async perform(effect, signal) {
      const { caseId, key, attempt, traceparent } = effect;
      const attributes = { 'throughline.company': company, 'throughline.case': caseId, 'throughline.effect': key };
      const context = traceparent === undefined ? ROOT_CONTEXT : (contextOf(traceparent) ?? ROOT_CONTEXT);
      const span = tracer.startSpan(`effect ${kind}`, { kind: SpanKind.CLIENT, attributes }, context);
      span.setAttribute('throughline.attempt', attempt);
      try {
        const outcome = await sink.perform({ ...effect, traceparent: traceparentOf(span) }, signal);
        span.setAttribute('throughline.outcome', outcome.outcome);
        if (outcome.outcome !== 'done') span.setStatus({ code: SpanStatusCode.ERROR });
        return outcome;
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR, message: errorFields(error).code });
        throw error;
      } finally {
        span.end();
      }
    },
  };
}

/** The header of W3C Trace Context; one of another version is read as far as it is known. */
export function contextOf(traceparent: string): Context | undefined {
  const found = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/.exec(traceparent);
  if (found === null) return undefined;
  const [, traceId = '', spanId = '', flags = ''] = found;
  const isSampled = (Number.parseInt(flags, 16) & TraceFlags.SAMPLED) !== 0;
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

export function traceparentOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}
