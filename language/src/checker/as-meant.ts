import type { FlowDefinition } from '../definition/flow.ts';
import { nearMisses } from './names.ts';
import { type CheckOptions, type Subject, subjectOf } from './subject.ts';

/**
 * The flow as it was probably meant: each name that leads nowhere, and resembles one that is declared, replaced by it. What follows
 * from the flow is judged of this, so that a slip is said once, where it is, and not again of all that hangs on it.
 */
export function asMeant(subject: Subject, definition: FlowDefinition, options: CheckOptions): Subject {
  const slips = nearMisses(subject);
  if (slips.length === 0) return subject;
  const mended = structuredClone(definition) as unknown as Members;
  for (const { path, near } of slips) replace(mended, path, near);
  return subjectOf(mended as unknown as FlowDefinition, options);
}

interface Members {
  [name: string]: unknown;
}

function replace(document: Members, path: string, value: string): void {
  const segments = path
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = segments.pop() ?? '';
  const holder = segments.reduce((found, segment) => found[segment] as Members, document);
  // Some names are written short, as the transition itself.
  if (typeof holder[last] === 'string') holder[last] = value;
}
