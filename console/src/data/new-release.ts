const key = 'throughline.reloadedFor';

/**
 * After an update the files that an open page would still load are gone. The page is loaded anew, once for each file, so that
 * one that is really missing does not turn in a circle.
 */
export function reloadAfterUpdate(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const { message } = (event as Event & { readonly payload: Error }).payload;
    if (sessionStorage.getItem(key) === message) return;
    sessionStorage.setItem(key, message);
    window.location.reload();
  });
}
