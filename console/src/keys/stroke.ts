/*
 * How keys are written: strokes with `+` between modifiers and key, in lower case (`ctrl+k`, `shift+x`, `enter`, `?`), and a
 * space between the strokes of a sequence (`g h`). Ctrl also stands for the command key of a Mac.
 */

const namedKeys: Readonly<Record<string, string>> = {
  escape: 'esc',
  ' ': 'space',
  arrowup: 'up',
  arrowdown: 'down',
  arrowleft: 'left',
  arrowright: 'right',
};

/** What the DOM tells of a key that went down. */
export interface KeyDown {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

export function strokeOf(event: KeyDown): string {
  const lower = event.key.toLowerCase();
  const name = namedKeys[lower] ?? lower;
  const control = event.ctrlKey || event.metaKey ? 'ctrl+' : '';
  const alt = event.altKey ? 'alt+' : '';
  // What Shift makes of a sign (such as `?`) is the sign; with letters and named keys it is told apart.
  const shift = event.shiftKey && (name.length > 1 || /^\p{L}$/u.test(name)) ? 'shift+' : '';
  return `${control}${alt}${shift}${name}`;
}

/** A key that types nothing by itself is no "single key": it works with assistive input as it is. */
export function isSingleKey(stroke: string): boolean {
  return /^(shift\+)?.$/u.test(stroke) || stroke === 'space';
}

export interface Matched {
  /** Index of the binding whose whole sequence was typed. */
  readonly found: number | undefined;
  /** The strokes that may become a longer sequence. */
  readonly pending: readonly string[];
}

/** What a stroke does after those typed before. A stroke that continues nothing begins anew. */
export function match(sequences: readonly string[], before: readonly string[], stroke: string): Matched {
  for (const typed of before.length === 0 ? [[stroke]] : [[...before, stroke], [stroke]]) {
    const text = typed.join(' ');
    // The binding made last wins: it belongs to what lies on top.
    const found = sequences.lastIndexOf(text);
    if (found >= 0) return { found, pending: [] };
    if (sequences.some((sequence) => sequence.startsWith(`${text} `))) return { found: undefined, pending: typed };
  }
  return { found: undefined, pending: [] };
}

/** The caps of a binding, such as `['G', 'then', 'H']` or `['Ctrl K']`; `then` stands between strokes. */
export function capsOf(keys: string): readonly string[] {
  return keys.split(' ').flatMap((stroke, index) => [...(index === 0 ? [] : ['then']), ...strokeCaps(stroke)]);
}

function strokeCaps(stroke: string): readonly string[] {
  const parts = stroke === '+' ? ['+'] : stroke.split('+');
  // Ctrl and its key are printed as one cap.
  return parts[0] === 'ctrl' || parts[0] === 'alt' ? [parts.map(capOf).join(' ')] : parts.map(capOf);
}

function capOf(part: string): string {
  return arrows[part] ?? part.charAt(0).toUpperCase() + part.slice(1);
}

const arrows: Readonly<Record<string, string>> = { up: '↑', down: '↓', left: '←', right: '→' };
