import { definePack } from '@throughline/language';
import { diagnosis } from './diagnosis.ts';
import { roles } from './roles.ts';

/** Diagnosis: why a number moved, told in five recorded steps, and what came of it. */
export const diagnosisPack = definePack({
  name: 'diagnosis',
  title: 'Diagnosis',
  description: 'Why a number moved: five recorded steps from the log to a sentence, a decision, and whether it helped.',
  roles,
  flows: [diagnosis],
});
