import '@fontsource-variable/inter/opsz.css';
import '@mantine/core/styles.layer.css';
import './theme/tokens.css';
import './theme/base.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { reloadAfterUpdate } from './data/new-release.ts';
import { queryClient } from './data/query-client.ts';
import { router } from './routes.tsx';
import { applyDensity } from './theme/density.ts';
import { cssVariables, theme } from './theme/theme.ts';

const place = document.getElementById('root');
if (place === null) throw new Error('index.html has no element with the id root');

applyDensity();
reloadAfterUpdate();
createRoot(place).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
