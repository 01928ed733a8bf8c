import { Outlet, useRouter } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { KeyOverlay } from '../keys/key-overlay.tsx';
import { handleKeyDown } from '../keys/registry.ts';
import { useKeys } from '../keys/use-keys.ts';
import { Announcer } from './announcer.tsx';
import { words } from './words.ts';

/** Around every page: the keys, the live region, and the focus that follows a navigation. */
export function Root() {
  const [keysOpen, setKeysOpen] = useState(false);
  useEffect(() => {
    window.addEventListener('keydown', handleKeyDown);
    return () => window.removeEventListener('keydown', handleKeyDown);
  }, []);
  useKeys([{ keys: '?', label: words.allKeys, run: () => setKeysOpen(true) }], 'everywhere');
  useFocusOnNavigation();
  return (
    <>
      <a href="#main" className="skip-link">
        {words.skipToPage}
      </a>
      <Outlet />
      <KeyOverlay opened={keysOpen} onClose={() => setKeysOpen(false)} />
      <Announcer />
    </>
  );
}

/** A new page is begun at its title; without this, the focus would stay on a link that is gone. */
function useFocusOnNavigation(): void {
  const router = useRouter();
  const path = useRef(router.state.location.pathname);
  useEffect(
    () =>
      router.subscribe('onRendered', ({ toLocation }) => {
        if (toLocation.pathname === path.current) return;
        path.current = toLocation.pathname;
        // Somebody has opened a dialog meanwhile: it has the focus.
        if (document.querySelector('[role="dialog"]') !== null) return;
        const target = document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main');
        target?.focus({ preventScroll: true });
      }),
    [router],
  );
}
