import { useNavigate } from '@tanstack/react-router';
import { useKeys } from '../../keys/use-keys.ts';
import { type ViewTab, ViewTabs } from './view-tabs.tsx';
import { words } from './words.ts';

export interface PageTabsProps {
  readonly views: readonly ViewTab[];
  /** The id of the one shown; `undefined`: it is not known yet. */
  readonly current: string | undefined;
  /** What the tabs are, for screen readers. */
  readonly label: string;
}

/** The parts of a page, side by side; each says the number that opens it. */
export function PageTabs({ views, current, label }: PageTabsProps) {
  const navigate = useNavigate();
  useKeys(views.map(({ href }, index) => ({ keys: String(index + 1), label: words.tabs, run: () => void navigate({ href }) })));
  return <ViewTabs views={views} current={current} label={label} numbered />;
}
