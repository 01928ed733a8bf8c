import { ConnectorError, type EffectRequest, type EffectSink, openContext } from '@throughline/connect';
import type { EffectToPerform, LookUpOutcome, Sink, SinkOutcome, Sinks } from '@throughline/engine';
import { isJsonObject, type JsonObject } from '@throughline/language';
import { ThroughlineError } from '../errors.ts';
import { type Binding, bindings, noBinding } from './bindings.ts';
import type { SoundConnection } from './declarations.ts';
import { machine, operatorAllows } from './open-connection.ts';

type Settings = Readonly<Record<string, string | undefined>>;
type Opened = ReturnType<typeof openContext>['context'];

const prefix = 'call:';

/** With what performs calls: each goes to the connection that takes its destination. What none takes waits until one does. */
export function connectionSinks(sinks: Sinks, env: Settings): Sinks {
  return { ...sinks, call: callSink(env) };
}

function callSink(env: Settings): Sink {
  return {
    async reaches(destinations) {
      const bound = await bindings(env);
      return new Set(destinations.filter((name) => bound.get(name.slice(prefix.length))?.kind === 'bound'));
    },
    async perform(effect, signal): Promise<SinkOutcome> {
      try {
        return await through(env, effect, signal, (sink, request, context) => sink.perform(request, context));
      } catch (error) {
        // What the declaration lacks is mended by somebody, and nothing has gone out.
        if (isOfDeclaration(error)) return { outcome: 'retry', error: error.message };
        throw error;
      }
    },
    async lookUp(effect, signal): Promise<LookUpOutcome> {
      try {
        return await through(
          env,
          effect,
          signal,
          async (sink, request, context) => (await sink.lookUp?.(request, context)) ?? { outcome: 'cannot-say' },
        );
      } catch (error) {
        if (isOfDeclaration(error)) return { outcome: 'unknown', error: error.message };
        throw error;
      }
    },
  };
}

const isOfDeclaration = (error: unknown): error is Error => error instanceof ThroughlineError || error instanceof ConnectorError;

/** Opens the connection of a call for one attempt or look-up. */
async function through<T>(
  env: Settings,
  effect: EffectToPerform,
  signal: AbortSignal,
  work: (sink: EffectSink, request: EffectRequest, context: Opened) => Promise<T>,
): Promise<T> {
  const { to, data } = effect.payload;
  const name = String(to);
  const { declaration, sink } = boundTo((await bindings(env)).get(name) ?? noBinding, name);
  const { context, close } = openContext({ declaration, secrets: { env }, machine, signal, operatorAllows: operatorAllows(env) });
  const { idempotencyKey, traceparent } = effect;
  const request = {
    ...{ idempotencyKey, kind: name, payload: isJsonObject(data) ? data : {} },
    ...(traceparent === undefined ? {} : { traceparent }),
  };
  try {
    return await work(sink, request, context);
  } finally {
    close();
  }
}

function boundTo(
  binding: Binding,
  name: string,
): { readonly declaration: SoundConnection['declaration']; readonly sink: EffectSink } {
  if (binding.kind !== 'bound') throw new ThroughlineError('connection-unknown', binding.reason(name), { place: name });
  const { declaration, connector } = binding.connection;
  const sink = connector.sink?.((declaration.settings ?? {}) as JsonObject);
  if (sink === undefined) throw new ThroughlineError('connection-unknown', noBinding.reason(name), { place: name });
  return { declaration, sink };
}
