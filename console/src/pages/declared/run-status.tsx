import type { ConnectionRun } from '@throughline/api';
import { Status, type Tone } from '../../parts/marks/status.tsx';
import { words } from './words.ts';

const tones: Readonly<Record<ConnectionRun['status'], Tone>> = { running: 'none', done: 'ok', failed: 'bad', stopped: 'warn' };

/** How a run ended. */
export function RunStatus({ status }: Pick<ConnectionRun, 'status'>) {
  return <Status tone={tones[status]}>{words.runStatus[status]}</Status>;
}
