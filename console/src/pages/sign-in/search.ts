import { one, type RawSearch } from '../../search.ts';

/** What the address of this page may hold. */
export interface SignInSearch {
  /** The token of a one-time link. */
  readonly setup?: string;
  /** Where to go afterwards: a path of the console. */
  readonly back?: string;
  /** Why the single sign-on sent one back. */
  readonly error?: string;
}

export function readSignInSearch(raw: RawSearch): SignInSearch {
  const [setup, back, error] = [one(raw['setup']), one(raw['back']), one(raw['error'])];
  return {
    ...(setup === undefined ? {} : { setup }),
    ...(back === undefined ? {} : { back: safePath(back) }),
    ...(error === undefined ? {} : { error }),
  };
}

/** Only a path of the console: an address of another site is none. */
export function safePath(path: string): string {
  return /^\/(?![/\\])[^\s\\]*$/.test(path) && !path.startsWith('/sign-in') && !path.startsWith('/api/') ? path : '/';
}
