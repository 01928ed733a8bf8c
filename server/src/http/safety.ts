import { HttpProblem } from './problem.ts';

/** The names of this machine by which the server answers. Another name means that a site points its own name at us. */
const ownNames = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;

/** Requests in flight at the same time, at most; event streams are counted apart. */
export const requestsMax = 200;

/** Only what the server itself serves is loaded; the console's components set styles in place. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' 'unsafe-inline'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    `connect-src 'self'`,
    `manifest-src 'self'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
};

/** The origin of the server as it was asked: pages of its own have it. `url`: by which others reach it. */
export function originOf(host: string, url: string | undefined): string {
  const isOther = url !== undefined && new URL(url).host === host.toLowerCase();
  return isOther ? url : `http://${host.toLowerCase()}`;
}

/** @throws HttpProblem host-refused, origin-refused */
export function refuseStrangers(
  request: {
    readonly method: string;
    readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  },
  url?: string | undefined,
): void {
  const { host = '', origin, 'sec-fetch-site': site } = request.headers as Readonly<Record<string, string | undefined>>;
  if (!ownNames.test(host) && (url === undefined || new URL(url).host !== host.toLowerCase())) {
    throw new HttpProblem('host-refused', `The server does not answer to the name ${JSON.stringify(host.slice(0, 200))}`, {
      place: 'Host',
      expected: ['localhost, 127.0.0.1 or [::1]', ...(url === undefined ? [] : [new URL(url).host])].join(', or '),
    });
  }
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const isForeign = origin !== undefined && origin.toLowerCase() !== originOf(host, url);
  // A browser that sends no origin still says where a request comes from.
  if (isForeign || site === 'cross-site' || site === 'same-site') {
    throw new HttpProblem(
      'origin-refused',
      `Another site (${(origin ?? site ?? '').slice(0, 200)}) may not change anything here`,
      {
        place: 'Origin',
      },
    );
  }
}
