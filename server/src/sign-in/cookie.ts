import { createHmac, timingSafeEqual } from 'node:crypto';

const namesOf = (name: string) => [`__Secure-throughline.${name}`, `throughline.${name}`];
const sessionNames = namesOf('session_token');
const awaitingNames = namesOf('two_factor');

/** What a session's cookie carries, where its signature is right. `'broken'`: there is a cookie, and it is not ours. */
export function sessionToken(header: string | undefined, secret: string): string | 'broken' | undefined {
  return signed(cookieIn(header, sessionNames), secret);
}

/** What the cookie of a sign-in carries that still awaits its code. */
export function awaitingToken(header: string | undefined, secret: string): string | undefined {
  const token = signed(cookieIn(header, awaitingNames), secret);
  return token === 'broken' ? undefined : token;
}

function signed(value: string | undefined, secret: string): string | 'broken' | undefined {
  if (value === undefined) return undefined;
  const at = value.lastIndexOf('.');
  const token = value.slice(0, at);
  const given = Buffer.from(value.slice(at + 1), 'base64');
  const right = createHmac('sha256', secret).update(token).digest();
  return at > 0 && given.length === right.length && timingSafeEqual(given, right) ? token : 'broken';
}

function cookieIn(header: string | undefined, wanted: readonly string[]): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at < 0 || !wanted.includes(part.slice(0, at).trim())) continue;
    try {
      return decodeURIComponent(part.slice(at + 1).trim());
    } catch {
      return '';
    }
  }
  return undefined;
}
