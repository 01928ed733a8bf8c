import { hash } from 'node:crypto';
import Type, { type Static } from 'typebox';
import { ConnectorError } from '../source/connector-error.ts';
import type { Connector } from '../source/contract.ts';
import { signDelivery } from '../source/signatures.ts';
import { sendOnce } from './send-once.ts';

const Settings = Type.Object({ url: Type.String({ minLength: 1, maxLength: 2000 }) }, { additionalProperties: false });

/** Deliveries of ours, signed by Standard Webhooks: `{type, timestamp, data}`. A receiver knows each by its id, so a doubtful one is sent again. */
export const webhookOut: Connector = {
  kind: 'webhook-out',
  title: 'Webhook, out',
  settings: Settings,
  auth: ['signature'],
  sink(settings) {
    const { url } = settings as Static<typeof Settings>;
    return {
      async perform({ idempotencyKey, kind, payload, traceparent }, context) {
        const { auth, secrets, machine } = context;
        if (auth.kind !== 'signature' || auth.scheme !== 'standard')
          return {
            outcome: 'retry',
            error: new ConnectorError('auth-unfit', { place: 'auth', expected: 'signature, standard' }).message,
          };
        const now = machine.now();
        const body = JSON.stringify({ type: kind, timestamp: new Date(now).toISOString(), data: payload });
        const id = `msg_${hash('sha256', idempotencyKey).slice(0, 32)}`;
        let headers: Readonly<Record<string, string>>;
        try {
          headers = signDelivery(body, { id, at: Math.floor(now / 1000), secret: await secrets.read(auth.secret) });
        } catch (error) {
          if (error instanceof ConnectorError) return { outcome: 'retry', error: error.message };
          throw error;
        }
        const trace: Readonly<Record<string, string>> = traceparent === undefined ? {} : { traceparent };
        return sendOnce({ method: 'POST', url, body, headers: { ...headers, ...trace } }, context);
      },
      lookUp: async () => ({ outcome: 'not-done' }),
    };
  },
};
