import { definePack } from '@throughline/language';
import { release } from './release.ts';
import { roles } from './roles.ts';

/** Change: what is altered in the systems and rules that a business runs on, who agreed to it, and what came of it. */
export const change = definePack({
  name: 'change',
  title: 'Change',
  description: 'Releases of systems and rules: planned, approved, released, verified or rolled back.',
  roles,
  flows: [release],
});
