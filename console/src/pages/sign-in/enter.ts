import { safePath } from './search.ts';

/** Leaves for a page of the console, loaded anew: what was read for somebody else, or for nobody, is gone. */
export function enter(back: string): void {
  window.location.assign(safePath(back));
}
