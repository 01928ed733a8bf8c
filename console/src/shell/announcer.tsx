import { useSyncExternalStore } from 'react';
import { useMessage } from './messages.ts';

let spoken = '';
const listeners = new Set<() => void>();

/** Has a screen reader say something that changed on the screen, such as a count, when it comes to it. */
export function announce(text: string): void {
  spoken = text;
  for (const listener of listeners) listener();
}

/** The live region; there is one. */
export function Announcer() {
  const text = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => spoken,
  );
  const message = useMessage();
  return (
    <>
      <div className="visually-hidden" role="status" aria-live="polite">
        {text}
      </div>
      <div className="visually-hidden" role="status" aria-live="polite">
        {message?.text}
      </div>
    </>
  );
}
