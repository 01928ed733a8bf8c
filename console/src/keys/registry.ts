import { isSingleKey, match, strokeOf } from './stroke.ts';

/*
 * One registry of all keys: what is bound is what the key bar and the overlay print. Keys are off while somebody types, and
 * inside a dialog only its own work.
 */

export interface KeyBinding {
  /** Such as `j`, `g h`, `ctrl+k`; see keys/stroke.ts. */
  readonly keys: string;
  /** What it does, in a word or two, as the key bar prints it. Neighbours with the same label are printed as one. */
  readonly label: string;
  readonly run: (event: KeyboardEvent) => void;
  /** Bound only while true; default true. */
  readonly when?: boolean;
  /** Printed in the key bar; default true. The overlay lists all. */
  readonly bar?: boolean;
  /** Works inside a dialog. */
  readonly inDialog?: boolean;
  /** Works while typing; default only for those with Ctrl or Alt. */
  readonly whileTyping?: boolean;
}

/** Where a binding stands in the overlay. */
export type KeyGroup = 'page' | 'everywhere';

interface Registration {
  readonly group: KeyGroup;
  readonly bindings: () => readonly KeyBinding[];
}

export interface ListedBinding {
  readonly keys: string;
  readonly label: string;
  readonly bar: boolean;
  readonly group: KeyGroup;
}

const sequencePatienceMs = 1200;
const registrations = new Set<Registration>();
const listeners = new Set<() => void>();
let listed: readonly ListedBinding[] = [];

export function registerKeys(registration: Registration): () => void {
  registrations.add(registration);
  keysChanged();
  return () => {
    registrations.delete(registration);
    keysChanged();
  };
}

export function subscribeKeys(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What is bound now, in the order in which it was bound. */
export function boundKeys(): readonly ListedBinding[] {
  return listed;
}

/** Something that is printed of a binding has changed. */
export function keysChanged(): void {
  listed = [...registrations].flatMap(({ group, bindings }) =>
    bindings()
      .filter(({ when }) => when !== false)
      .map(({ keys, label, bar = true }) => ({ keys, label, bar, group })),
  );
  for (const listener of listeners) listener();
}

const singleKeysSetting = 'throughline.single-keys';

/** Single keys can be switched off, for those who speak to their computer. */
export function singleKeysOn(): boolean {
  return localStorage.getItem(singleKeysSetting) !== 'off';
}

export function setSingleKeys(on: boolean): void {
  localStorage.setItem(singleKeysSetting, on ? 'on' : 'off');
  keysChanged();
}

let pending: readonly string[] = [];
let patience: ReturnType<typeof setTimeout> | undefined;

/** Runs what is bound to a key that went down. Listens on the window; see shell/root.tsx. */
export function handleKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || ['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return;
  const stroke = strokeOf(event);
  const candidates = [...registrations].flatMap(({ bindings }) => bindings().filter((binding) => mayRun(binding, event.target)));
  const matched = match(
    candidates.map(({ keys }) => keys),
    pending,
    stroke,
  );
  clearTimeout(patience);
  pending = matched.pending;
  if (pending.length > 0) patience = setTimeout(() => (pending = []), sequencePatienceMs);
  const binding = matched.found === undefined ? undefined : candidates[matched.found];
  if (binding === undefined) return;
  event.preventDefault();
  binding.run(event);
}

function mayRun(binding: KeyBinding, target: EventTarget | null): boolean {
  if (binding.when === false) return false;
  const [first = ''] = binding.keys.split(' ');
  if (isSingleKey(first) && !singleKeysOn()) return false;
  if (!(target instanceof Element)) return true;
  if (binding.inDialog !== true && target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null) return false;
  if (isTyping(target)) return binding.whileTyping ?? /^(ctrl|alt)\+/.test(first);
  // A focused link or button does with these what it always does.
  const controls = 'button, summary, input, select, [role="button"], [role="tab"]';
  // Space does nothing on a link: there it looks into the row whose link has the focus.
  if (first === 'enter') return target.closest(`a[href], ${controls}`) === null;
  return first !== 'space' || target.closest(controls) === null;
}

function isTyping(target: Element): boolean {
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'button', 'submit', 'reset', 'file', 'range'].includes(target.type);
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}
