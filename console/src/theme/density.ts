/** The height of rows in lists: 29, 32 or 40 px (theme/tokens.css). */
export type Density = 'dense' | 'normal' | 'comfortable';

const storageKey = 'throughline.rows';

export function density(): Density {
  const kept = localStorage.getItem(storageKey);
  return kept === 'normal' || kept === 'comfortable' ? kept : 'dense';
}

export function setDensity(rows: Density): void {
  localStorage.setItem(storageKey, rows);
  applyDensity();
}

/** Puts what was chosen earlier into force. */
export function applyDensity(): void {
  document.documentElement.dataset['rows'] = density();
}
