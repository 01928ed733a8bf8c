import { useEffect, useLayoutEffect, useRef } from 'react';
import type { PaletteEntry } from './entry.ts';

export type PaletteAction = Omit<PaletteEntry, 'group' | 'path'>;

/*
 * What the present page can do, for the palette. It is asked when the palette opens; no page is rendered again because of it.
 */

const offers = new Set<() => readonly PaletteAction[]>();

/** Offers actions of this page or case in the palette; one that is not allowed says why. */
export function usePaletteActions(actions: readonly PaletteAction[]): void {
  const latest = useRef(actions);
  useLayoutEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const offer = () => latest.current;
    offers.add(offer);
    return () => {
      offers.delete(offer);
    };
  }, []);
}

export function offeredActions(): readonly PaletteAction[] {
  return [...offers].flatMap((offer) => offer());
}
