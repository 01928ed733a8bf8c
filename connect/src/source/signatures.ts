import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AuthOf } from './auth.ts';
import { ConnectorError } from './connector-error.ts';
import type { Secrets } from './secrets.ts';

/** A delivery as it arrived: the signature is of these very bytes. */
export interface Delivery {
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** A delivery that is signed as it should be. `id`: the same when it comes again. */
export interface VerifiedDelivery {
  readonly id: string | undefined;
}

const toleranceSecondsDefault = 300;

/**
 * Checks the signature of a delivery by the scheme that is declared: Standard Webhooks 1.0 (`v1`, HMAC-SHA256 of id, time and body), Stripe (`v1` of
 * time and body), GitHub (X-Hub-Signature-256) and Shopify (X-Shopify-Hmac-Sha256), both of the body alone. Those that sign the time are not taken
 * again after it.
 *
 * @throws ConnectorError signature-missing, signature-invalid, signature-old, secret-missing
 */
export async function verifyDelivery(
  delivery: Delivery,
  { scheme, secret, earlier, toleranceSeconds = toleranceSecondsDefault }: AuthOf<'signature'>,
  { secrets, now }: { readonly secrets: Secrets; readonly now: number },
): Promise<VerifiedDelivery> {
  const { signed, given, at, id } = readers[scheme](delivery);
  if (given.length === 0) throw new ConnectorError('signature-missing', { place: 'headers', expected: `headers of ${scheme}` });
  const keys = [await secrets.read(secret), ...(earlier === undefined ? [] : [await secrets.read(earlier)])];
  const isRight = keys.some((key) => {
    const right = createHmac('sha256', keyOf(scheme, key)).update(signed).digest();
    // Each is compared, in the same time whatever it holds.
    return given.map((one) => one.length === right.length && timingSafeEqual(one, right)).includes(true);
  });
  if (!isRight) throw new ConnectorError('signature-invalid', { place: 'headers' });
  if (at !== undefined && !(Math.abs(now / 1000 - at) <= toleranceSeconds)) {
    const detail = `${Math.round(Math.abs(now / 1000 - at))} seconds from now`;
    throw new ConnectorError('signature-old', { place: 'headers', detail, expected: `at most ${toleranceSeconds} seconds` });
  }
  return { id };
}

interface Signed {
  readonly signed: Buffer;
  readonly given: readonly Buffer[];
  /** Seconds from 1970, where the time is signed too. */
  readonly at?: number;
  readonly id: string | undefined;
}

const readers: Readonly<Record<AuthOf<'signature'>['scheme'], (delivery: Delivery) => Signed>> = {
  standard({ headers, body }) {
    const [id = '', at = ''] = [headers['webhook-id'], headers['webhook-timestamp']];
    const given = (headers['webhook-signature'] ?? '')
      .split(' ')
      .flatMap((one) => (one.startsWith('v1,') ? [base64(one.slice(3))] : []));
    const complete = id !== '' && /^\d{1,12}$/.test(at);
    return { signed: Buffer.concat([Buffer.from(`${id}.${at}.`), body]), given: complete ? given : [], at: Number(at), id };
  },
  stripe({ headers, body }) {
    const parts = (headers['stripe-signature'] ?? '').split(',').map((part) => part.trim().split('=') as [string, string?]);
    const at = parts.find(([name]) => name === 't')?.[1] ?? '';
    const given = parts.flatMap(([name, value = '']) => (name === 'v1' ? [Buffer.from(value, 'hex')] : []));
    const id = /"id"\s*:\s*"(evt_[A-Za-z0-9]+)"/.exec(body.subarray(0, 1000).toString('utf8'))?.[1];
    return {
      signed: Buffer.concat([Buffer.from(`${at}.`), body]),
      given: /^\d{1,12}$/.test(at) ? given : [],
      at: Number(at),
      id,
    };
  },
  github({ headers, body }) {
    const [, value] = /^sha256=([0-9a-f]{64})$/.exec(headers['x-hub-signature-256'] ?? '') ?? [];
    return { signed: body, given: value === undefined ? [] : [Buffer.from(value, 'hex')], id: headers['x-github-delivery'] };
  },
  shopify({ headers, body }) {
    const value = headers['x-shopify-hmac-sha256'];
    return { signed: body, given: value === undefined ? [] : [base64(value)], id: headers['x-shopify-webhook-id'] };
  },
};

const base64 = (text: string) => Buffer.from(text, 'base64');

/** Keys of Standard Webhooks are bytes in base64, after `whsec_`. */
function keyOf(scheme: AuthOf<'signature'>['scheme'], secret: string): Buffer {
  return scheme === 'standard' ? base64(secret.replace(/^whsec_/, '')) : Buffer.from(secret, 'utf8');
}

/** The headers of a delivery of ours, by Standard Webhooks 1.0. `at`: seconds from 1970. */
export function signDelivery(
  body: string,
  { id, at, secret }: { readonly id: string; readonly at: number; readonly secret: string },
) {
  const signature = createHmac('sha256', keyOf('standard', secret)).update(`${id}.${at}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` } as const;
}
