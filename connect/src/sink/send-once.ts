import type { JsonObject } from '@throughline/language';
import { ConnectorError, type ConnectorErrorCode } from '../source/connector-error.ts';
import type { ConnectorContext, EffectOutcome } from '../source/contract.ts';
import type { HttpRequest } from '../source/http-client.ts';

/** Nothing was sent: the name is not known, or nobody listens. */
const unsentCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
]);
const beforehand: ReadonlySet<ConnectorErrorCode> = new Set<ConnectorErrorCode>([
  ...(['host-refused', 'secret-missing', 'declaration-invalid', 'budget-spent', 'credentials-refused', 'auth-unfit'] as const),
]);
/** The receiver says: not now. */
const laterStatuses: ReadonlySet<number> = new Set([401, 403, 408, 421, 425, 429, 503]);

/** Sends a request once, and says what came of it. */
export async function sendOnce(
  request: Omit<HttpRequest, 'once'>,
  { http, secrets }: ConnectorContext,
  resultOf: (body: Buffer) => JsonObject = () => ({}),
): Promise<EffectOutcome> {
  try {
    const { status, body } = await http.send({ ...request, once: true });
    if (status >= 200 && status <= 299) return { outcome: 'done', result: { status, ...resultOf(body) } };
    const error = `${status} ${secrets.hide(body.subarray(0, 300).toString('utf8'))}`.trim();
    if (laterStatuses.has(status)) return { outcome: 'retry', error };
    // It failed over there, at what step nobody knows.
    return { outcome: status >= 500 ? 'unknown' : 'refused', error };
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    const { code } = (error.cause ?? {}) as { readonly code?: string };
    const isUnsent = beforehand.has(error.code) || (code !== undefined && unsentCodes.has(code));
    // What waits for somebody to mend it is sent when that is done.
    return { outcome: isUnsent ? 'retry' : 'unknown', error: secrets.hide(error.message) };
  }
}
