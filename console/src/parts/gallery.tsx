import '@fontsource-variable/inter/opsz.css';
import '@mantine/core/styles.layer.css';
import '../theme/tokens.css';
import '../theme/base.css';
import { MantineProvider } from '@mantine/core';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { FormatProvider } from '../format/settings-context.tsx';
import { handleKeyDown } from '../keys/registry.ts';
import { cssVariables, theme } from '../theme/theme.ts';
import { CasePart } from './gallery/case-part.tsx';
import styles from './gallery/gallery.module.css';
import { HomePart } from './gallery/home-part.tsx';
import { InsightPart } from './gallery/insight-part.tsx';
import { BoardPart, EmptyPart, ListPart } from './gallery/list-part.tsx';
import { now } from './gallery/list-samples.ts';

/*
 * All components with made-up data, for looking at them: `gallery.html` of the development server. No part of the product's build.
 */

const place = document.getElementById('root');
if (place === null) throw new Error('gallery.html has no element with the id root');
const locale = new URLSearchParams(window.location.search).get('locale') ?? 'en-GB';

window.addEventListener('keydown', handleKeyDown);
createRoot(place).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <FormatProvider settings={{ locale, timeZone: 'Europe/Berlin', now }}>
        <main className={styles['gallery']}>
          <h1 className="text-title">Parts</h1>
          <Part title="Home">
            <HomePart />
          </Part>
          <Part title="List">
            <ListPart />
          </Part>
          <Part title="Loading and empty">
            <EmptyPart />
          </Part>
          <Part title="Board">
            <BoardPart />
          </Part>
          <Part title="Insight">
            <InsightPart />
          </Part>
          <Part title="Case">
            <CasePart />
          </Part>
        </main>
      </FormatProvider>
    </MantineProvider>
  </StrictMode>,
);

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={styles['part']} data-part={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
