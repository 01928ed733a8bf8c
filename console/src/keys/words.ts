import { wordsOf } from '../words/language.ts';

/* All that is said here, kept apart for translation. */

const english = {
  to: 'to',
  allKeys: 'all keys',
  thenKey: 'then',
  keys: 'Keys',
  close: 'Close',
  onThisPage: 'On this page',
  everywhere: 'Everywhere',
  singleKeys: 'Single keys work (with Ctrl, Alt, Enter and Esc they always do)',
  none: 'none',
  move: 'move',
  select: 'select',
  range: 'range',
  open: 'open',
  peek: 'peek',
} as const;

export const words = wordsOf({ en: english });
