import type { Session } from '../session.ts';

const redrawEveryMs = 100;
const lineEveryMs = 5000;
const barWidth = 24;

export interface Step {
  /** 0 to 1; absent where the end is not known. */
  readonly share?: number | undefined;
  readonly text: string;
}

export interface Progress {
  show(step: Step): void;
  /** Clears the bar. */
  end(): void;
}

/** A bar on standard error where that is a terminal; elsewhere a line every five seconds. */
export function progressOn({ stderr, machineNow }: Pick<Session, 'stderr' | 'machineNow'>): Progress {
  let last = -Infinity;
  let drawn = false;
  const every = stderr.isTTY === true ? redrawEveryMs : lineEveryMs;
  const started = machineNow();
  return {
    show({ share, text }) {
      const now = machineNow();
      // A line at once would only be noise in the log of a job that takes a second.
      if (now - last < every || (stderr.isTTY !== true && now - started < every)) return;
      last = now;
      const percent = share === undefined ? '' : `${Math.floor(Math.min(1, share) * 100)}%`.padStart(4);
      if (stderr.isTTY !== true) {
        stderr.write(`${percent === '' ? '' : `${percent.trim()} `}${text}\n`);
        return;
      }
      const line = `${share === undefined ? '' : `${bar(share)}${percent} `}${text}`;
      // A terminal that does not know its width says 0.
      stderr.write(`\r\u001b[2K${line.slice(0, (stderr.columns || 80) - 1)}`);
      drawn = true;
    },
    end() {
      if (drawn) stderr.write('\r\u001b[2K');
      drawn = false;
    },
  };
}

function bar(share: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * barWidth);
  return `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
}
