import { ApiProblem } from '@throughline/api/client';

const codes: ReadonlySet<string> = new Set(['sign-in-required', 'session-expired']);
let leaving = false;

/** Where the server asks who one is, the console leads there, and back afterwards. */
export function leaveIfSignedOut(error: unknown): void {
  if (!(error instanceof ApiProblem) || !codes.has(error.problem.code)) return;
  const { pathname, search } = window.location;
  if (leaving || pathname.startsWith('/sign-in')) return;
  leaving = true;
  window.location.assign(`/sign-in?back=${encodeURIComponent(`${pathname}${search}`)}`);
}

/** After signing out on purpose: whoever signs in next begins at the beginning. */
export function leaveSignedOut(): void {
  leaving = true;
  window.location.assign('/sign-in');
}
