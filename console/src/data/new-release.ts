const key = 'throughline.reloadedFor';

/**
 * After an update the files that an open page would still load are gone. The page is loaded anew, once for each file, so that
 * one that is really missing does not turn in a circle; and not while the line is down: there would be no page at all.
 */
export function reloadAfterUpdate(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const { message } = (event as Event & { readonly payload: Error }).payload;
    if (sessionStorage.getItem(key) !== message) void reloadIfServed(message);
  });
}

async function reloadIfServed(message: string): Promise<void> {
  const isServed = await fetch('/api/v1/health').then(
    ({ ok }) => ok,
    () => false,
  );
  if (!isServed) return;
  sessionStorage.setItem(key, message);
  window.location.reload();
}
