/** Reads again what changed, but not at every change. */
export interface ChangeGatherer {
  changed(): void;
  stop(): void;
}

/**
 * Reads some time after the first change (`waitMs`). Changes that come before, or while reading, lead to one more reading when this
 * one is done: nothing is missed, and however much changes, one reading follows the other.
 */
export function gatherChanges(read: () => Promise<void>, waitMs: () => number): ChangeGatherer {
  let dirty = false;
  let busy = false;
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const next = () => {
    if (busy || !dirty || stopped) return;
    busy = true;
    timer = setTimeout(async () => {
      dirty = false;
      await read().catch(() => undefined); // Each query keeps its own error.
      busy = false;
      next();
    }, waitMs());
  };
  return {
    changed: () => {
      dirty = true;
      next();
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
