import type { CompiledFlow } from '@throughline/language';
import { roleName } from '../cases/names.ts';
import { ThroughlineError } from '../errors.ts';
import type { Visible } from './visible.ts';

/**
 * That a field may filter, sort, group, sum or be exported: whoever does not see it everywhere would learn of it by what is left.
 *
 * @throws ThroughlineError field-hidden
 */
export function requireColumn(visible: Visible, flow: CompiledFlow, field: string, place: string): void {
  const standing = visible.column(flow.name, field);
  if (standing === 'shown') return;
  const needs = standing.needs.map((role) => roleName(flow, role).title).join(' or ');
  throw new ThroughlineError(
    'field-hidden',
    `You do not see ${field} of every case of ${flow.name} that you see: this needs the role ${needs}`,
    {
      place,
      expected: standing.needs.join(', '),
    },
  );
}
