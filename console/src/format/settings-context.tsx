import { createContext, type ReactNode, use } from 'react';
import type { FormatSettings } from './settings.ts';

const SettingsContext = createContext<FormatSettings | undefined>(undefined);

/** Gives all that is inside the reader's locale, the company's zone and its clock. */
export function FormatProvider({ settings, children }: { readonly settings: FormatSettings; readonly children: ReactNode }) {
  return <SettingsContext value={settings}>{children}</SettingsContext>;
}

/** The settings by which what is shown here is written. */
export function useFormat(): FormatSettings {
  const settings = use(SettingsContext);
  if (settings === undefined) throw new Error('A FormatProvider is missing above: nothing knows the locale and the clock');
  return settings;
}
