import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { InlineConfig } from 'vite';

export const consoleFolder = fileURLToPath(new URL('.', import.meta.url));

/** How the console is built: hashed files, each page a chunk of its own, and a manifest from which a test reads the sizes. */
export function consoleConfig(outDir: string): InlineConfig {
  return {
    root: consoleFolder,
    configFile: false,
    logLevel: 'warn',
    plugins: [react()],
    build: {
      outDir,
      emptyOutDir: true,
      manifest: 'manifest.json',
      target: 'es2023',
      // An address of type data: would be refused by the content security policy.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 700,
    },
  };
}
