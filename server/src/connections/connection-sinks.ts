import { ConnectorError, openContext } from '@throughline/connect';
import type { EffectToPerform, SinkOutcome, Sinks } from '@throughline/engine';
import type { JsonObject } from '@throughline/language';
import { ThroughlineError } from '../errors.ts';
import { soundConnection } from './declarations.ts';
import { machine, operatorAllows } from './open-connection.ts';

type Settings = Readonly<Record<string, string | undefined>>;

/** No mail ever goes there (RFC 2606): it names a connection. */
const domain = '@connections.invalid';

/** Mails to `<id>@connections.invalid` are performed by the connection of that id; all others go where they went. */
export function connectionSinks(sinks: Sinks, env: Settings): Sinks {
  const { mail } = sinks;
  if (mail === undefined) return sinks;
  return {
    ...sinks,
    mail: {
      ...mail,
      perform(effect, signal) {
        const { to } = effect.payload;
        if (typeof to !== 'string' || !to.endsWith(domain)) return mail.perform(effect, signal);
        return performBy(env, to.slice(0, -domain.length), effect, signal);
      },
    },
  };
}

/** What is in doubt is looked up at once, where the other side can be asked: what is known not to count twice is tried again. */
async function performBy(env: Settings, id: string, effect: EffectToPerform, signal: AbortSignal): Promise<SinkOutcome> {
  try {
    const { declaration, connector } = await soundConnection(env, id);
    const sink = connector.sink?.((declaration.settings ?? {}) as JsonObject);
    if (sink === undefined) return { outcome: 'refused', error: `The connection ${id} takes nothing` };
    const { context, close } = openContext({
      declaration,
      secrets: { env },
      machine,
      signal,
      operatorAllows: operatorAllows(env),
    });
    try {
      const outcome = await sink.perform(effect, context);
      if (outcome.outcome !== 'unknown' || sink.lookUp === undefined) return outcome;
      const found = await sink.lookUp(effect, context);
      return found.outcome === 'not-done' ? { outcome: 'retry', error: outcome.error } : found;
    } finally {
      close();
    }
  } catch (error) {
    // What the declaration lacks is mended by somebody, and nothing has gone out.
    if (error instanceof ThroughlineError || error instanceof ConnectorError) return { outcome: 'retry', error: error.message };
    throw error;
  }
}
