import type { IntegrationView } from '@throughline/api';
import { Status, type Tone } from '../../parts/marks/status.tsx';
import { words } from './words.ts';

const tones: Readonly<Record<IntegrationView['standing'], Tone>> = {
  ...{ silent: 'bad', failing: 'bad', 'under-goal': 'warn' },
  ...{ good: 'ok', 'no-runs': 'none', proposed: 'none', retired: 'none' },
};

/** The worst that is so of an integration. */
export function Standing({ standing }: Pick<IntegrationView, 'standing'>) {
  return <Status tone={tones[standing]}>{words.standings[standing]}</Status>;
}
