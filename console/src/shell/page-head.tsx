import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import styles from './page-head.module.css';
import { words } from './words.ts';

export interface PageHeadProps {
  readonly title: ReactNode;
  /** Beside the title, in the second colour. */
  readonly meta?: ReactNode;
  /** Above the title: where this page hangs. */
  readonly crumb?: ReactNode;
  /** At the right: at most three, one of them filled. Printing stands after them. */
  readonly actions?: ReactNode;
  /** Below the title: a line of facts. */
  readonly children?: ReactNode;
  /** The title is a sentence: set larger than a name, as long as it is. */
  readonly sentence?: boolean;
  /** The title of the window, where `title` is no text. */
  readonly windowTitle?: string;
}

/** Prints the page with all rows of its tables, what it is narrowed by and when it was so: the head of print says that. */
export function PrintButton() {
  return (
    <Button variant="subtle" onClick={() => window.print()} data-screen-only>
      {words.print}
    </Button>
  );
}

/** The head of a page, which can be printed; its title is the page's only h1 and takes the focus when the page opens. */
export function PageHead({ title, meta, crumb, actions, children, windowTitle, sentence = false }: PageHeadProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const name = windowTitle ?? (typeof title === 'string' ? title : undefined);
  useEffect(() => {
    if (name !== undefined) document.title = `${name} · Throughline`;
  }, [name]);
  return (
    <header className={styles['head']}>
      <div className={styles['words']}>
        {crumb === undefined ? null : <div className={styles['crumb']}>{crumb}</div>}
        <div className={styles['line']}>
          <h1 ref={heading} tabIndex={-1} className={sentence ? 'text-sentence' : 'text-title'}>
            {title}
          </h1>
          {meta === undefined ? null : <span className={styles['meta']}>{meta}</span>}
        </div>
        {children === undefined ? null : <div className={styles['facts']}>{children}</div>}
      </div>
      <div className={styles['actions']} data-screen-only>
        {actions}
        <PrintButton />
      </div>
    </header>
  );
}
