import { eventTitle, type FlowDefinition, rungTitle } from '@throughline/language';

/** What is decided, in words: `Approve legal` for a rung, `Approve: write off` for an event. */
export function decisionTitle(flow: FlowDefinition, of: string): string {
  const slash = of.indexOf('/');
  if (slash >= 0) return `Approve ${lowered(rungTitle(flow, of.slice(0, slash), of.slice(slash + 1)))}`;
  return `Approve: ${lowered(eventTitle(flow, of))}`;
}

/** A word of capitals stays as it is. */
function lowered(text: string): string {
  return /^\p{Lu}{2}/u.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}
