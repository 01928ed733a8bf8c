import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import {
  boundKeys,
  type KeyBinding,
  type KeyGroup,
  keysChanged,
  type ListedBinding,
  registerKeys,
  subscribeKeys,
} from './registry.ts';

/** Binds keys while the component is mounted. What a key does may change with each rendering. */
export function useKeys(bindings: readonly KeyBinding[], group: KeyGroup = 'page'): void {
  const latest = useRef(bindings);
  useLayoutEffect(() => {
    latest.current = bindings;
  });
  // What is printed; only where this changes do the key bar and the overlay have to know.
  const printed = JSON.stringify(bindings.map(({ keys, label, when, bar }) => [keys, label, when, bar]));
  useEffect(() => registerKeys({ group, bindings: () => latest.current }), [group]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `printed` stands for the bindings, which `latest` holds.
  useEffect(keysChanged, [printed]);
}

export function useBoundKeys(): readonly ListedBinding[] {
  return useSyncExternalStore(subscribeKeys, boundKeys);
}
