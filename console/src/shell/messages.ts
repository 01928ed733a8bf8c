import { useSyncExternalStore } from 'react';

/*
 * One line of the shell that tells what came of something: it is read out, and stays until the next one or until it is closed.
 */

export interface Message {
  readonly text: string;
  /** `bad`: it failed. */
  readonly tone?: 'plain' | 'bad';
}

let current: Message | undefined;
const listeners = new Set<() => void>();

export function say(message: Message | undefined): void {
  current = message;
  for (const listener of listeners) listener();
}

export function useMessage(): Message | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
