import type { Connection } from '@throughline/api';
import { Status, type Tone } from '../../parts/marks/status.tsx';
import { words } from './words.ts';

const tones: Readonly<Record<Connection['status'], Tone>> = {
  ...{ invalid: 'bad', failing: 'bad', paused: 'warn' },
  ...{ running: 'none', new: 'none', ready: 'ok' },
};

/** How a connection is doing. */
export function ConnectionState({ status }: Pick<Connection, 'status'>) {
  return <Status tone={tones[status]}>{words.states[status]}</Status>;
}
