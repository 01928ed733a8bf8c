import type { Retraction } from '@throughline/api';
import type { Actor } from '@throughline/language';
import type { Throughline } from '../throughline.ts';
import { retractImport, showRetraction } from './retraction.ts';

/** Whoever works at the machine of the server puts cases right by hand. */
const operator: Actor = { id: 'command line', kind: 'person', principal: 'command line', roles: ['operator'] };

/** Takes an import back, by its id; without a reason says what that would do. @throws ThroughlineError import-unknown, import-running */
export function takeBackImport(
  throughline: Throughline,
  request: { readonly import: string; readonly reason?: string },
): Promise<Retraction> {
  const { import: id, reason } = request;
  return reason === undefined
    ? showRetraction(throughline, id)
    : retractImport(throughline, { import: id, reason, actor: operator });
}
