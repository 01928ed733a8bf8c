import type { ReactElement } from 'react';
import styles from './marks.module.css';

export type Shape = 'ring' | 'diamond' | 'triangle' | 'half' | 'disc' | 'square';

const shapes: Readonly<Record<Shape, ReactElement>> = {
  ring: <circle cx="5" cy="5" r="3.6" fill="none" stroke="currentColor" strokeWidth="1.8" />,
  diamond: <path d="M5 .9 9.1 5 5 9.1.9 5Z" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  triangle: <path d="M5 .8 9.7 9.2H.3Z" fill="currentColor" />,
  half: (
    <>
      <circle cx="5" cy="5" r="3.8" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="M5 1.2a3.8 3.8 0 0 1 0 7.6Z" fill="currentColor" />
    </>
  ),
  disc: <circle cx="5" cy="5" r="4.4" fill="currentColor" />,
  square: <path d="M.8.8h8.4v8.4H.8Z" fill="currentColor" />,
};

/** A shape before a word, which says the same: nothing is told by shape or colour alone. */
export function Glyph({ shape }: { readonly shape: Shape }) {
  return (
    <svg className={styles['glyph']} viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
      {shapes[shape]}
    </svg>
  );
}
