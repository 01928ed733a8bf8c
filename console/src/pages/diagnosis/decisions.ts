import { words } from './words.ts';

/** What the button for a decision says. */
export function decisionTitle(decision: string): string {
  return Object.entries(words.decisions).find(([name]) => name === decision)?.[1] ?? decision;
}
