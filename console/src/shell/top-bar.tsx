import { Button } from '@mantine/core';
import { KeyHint } from '../keys/key-hint.tsx';
import { Bell } from './bell.tsx';
import { Brand } from './brand.tsx';
import { CompanyMenu } from './company-menu.tsx';
import { TimeControl } from './time-control.tsx';
import styles from './top-bar.module.css';
import { words } from './words.ts';

export interface TopBarProps {
  readonly menuOpen: boolean;
  readonly onMenu: () => void;
  readonly onFind: () => void;
}

/** Name, search, company and time. */
export function TopBar({ menuOpen, onMenu, onFind }: TopBarProps) {
  return (
    <header className={styles['bar']} data-screen-only>
      <div className={styles['brand']}>
        <Brand />
      </div>
      <Button className={styles['menu'] ?? ''} aria-expanded={menuOpen} onClick={onMenu}>
        {words.menu}
      </Button>
      <button type="button" className={styles['find']} onClick={onFind} aria-keyshortcuts="Control+K">
        <span className={styles['hint']}>{words.findHint}</span>
        <KeyHint keys="ctrl+k" />
      </button>
      <div className={styles['bell']}>
        <Bell />
      </div>
      <div className={styles['company']}>
        <TimeControl companyMenu={<CompanyMenu />} />
      </div>
    </header>
  );
}
