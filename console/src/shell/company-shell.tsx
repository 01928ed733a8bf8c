import { useQueryClient } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { CompanyProvider, useCompany, useDatabase } from '../data/company.tsx';
import { listen } from '../data/stream.ts';
import { KeyBar } from '../keys/key-bar.tsx';
import { useKeys } from '../keys/use-keys.ts';
import { CommandPalette } from '../palette/command-palette.tsx';
import styles from './company-shell.module.css';
import { Freshness } from './freshness.tsx';
import { LoadingLine } from './loading-line.tsx';
import { MessageLine } from './message-line.tsx';
import { Navigation } from './navigation.tsx';
import { NotReady } from './not-ready.tsx';
import { PageKeys } from './page-keys.tsx';
import { PrintHead } from './print-head.tsx';
import { TopBar } from './top-bar.tsx';
import { words } from './words.ts';

/** Everything around the pages of a company. */
export function CompanyShell() {
  const database = useDatabase() ?? 'main';
  const cache = useQueryClient();
  useEffect(() => listen(database, cache), [database, cache]);
  return (
    <CompanyProvider key={database} database={database}>
      <Frame />
    </CompanyProvider>
  );
}

function Frame() {
  const { simulated, door } = useCompany();
  const [menuOpen, setMenuOpen] = useState(false);
  const [paletteOpen, setPaletteOpen] = useState(false);
  useKeys([{ keys: 'ctrl+k', label: words.find, bar: false, run: () => setPaletteOpen(true) }], 'everywhere');
  const ready = door === undefined || door.status === 'ready';
  return (
    <div className={styles['shell']} data-simulated={simulated || undefined} data-menu={menuOpen || undefined}>
      {simulated ? <div className={styles['strip']} data-screen-only /> : null}
      <TopBar menuOpen={menuOpen} onMenu={() => setMenuOpen(!menuOpen)} onFind={() => setPaletteOpen(true)} />
      <Navigation onNavigate={() => setMenuOpen(false)} />
      <main id="main" className={styles['main']} tabIndex={-1} data-scroll-restoration-id="main">
        <LoadingLine />
        <MessageLine />
        <PrintHead />
        <div className={styles['page']}>{ready ? <Outlet /> : <NotReady door={door} />}</div>
      </main>
      <KeyBar>
        <Freshness />
      </KeyBar>
      <PageKeys />
      <CommandPalette opened={paletteOpen} onClose={() => setPaletteOpen(false)} />
    </div>
  );
}
