import { definePack } from '@throughline/language';
import { change as changeFlow } from './change.ts';
import { changeWindow } from './change-window.ts';
import { changeMetrics } from './metrics.ts';
import { release } from './release.ts';
import { roles } from './roles.ts';
import { changeWatches } from './watches.ts';

/** Change: what is altered in the systems and rules that a business runs on, who agreed to it, and what came of it. */
export const change = definePack({
  name: 'change',
  title: 'Change',
  description:
    'Changes of systems and of our own definitions, the releases that they go live with, and the calendar that they are held against.',
  roles,
  flows: [changeFlow, changeWindow, release],
  metrics: changeMetrics,
  watches: changeWatches,
});
