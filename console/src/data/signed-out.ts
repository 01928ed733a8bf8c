import { ApiProblem } from '@throughline/api/client';

const codes: ReadonlySet<string> = new Set(['sign-in-required', 'session-expired']);
let leaving = false;

/** Whether the server says that nobody is signed in, or no more. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiProblem && codes.has(error.problem.code);
}

/** Where the server asks who one is, the console leads there, and back afterwards. */
export function leaveIfSignedOut(error: unknown): void {
  if (!isSignedOut(error)) return;
  const { pathname, search } = window.location;
  if (leaving || pathname.startsWith('/sign-in')) return;
  leaving = true;
  window.location.assign(`/sign-in?back=${encodeURIComponent(`${pathname}${search}`)}`);
}

/**
 * Signs out on purpose: whoever signs in next begins at the beginning, also where something that was being read is told first that
 * nobody is signed in any more.
 */
export async function leaveOnPurpose(signOut: () => Promise<unknown>): Promise<void> {
  leaving = true;
  try {
    await signOut();
    window.location.assign('/sign-in');
  } catch (error) {
    leaving = false;
    throw error;
  }
}
