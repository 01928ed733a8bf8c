import { useNavigate } from '@tanstack/react-router';
import { useCompany } from '../../data/company.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { ViewTabs } from '../../parts/list/view-tabs.tsx';
import { intakeAddress } from '../addresses.ts';
import { type IntakeTab, intakeTabs } from './search.ts';
import { words } from './words.ts';

/** The parts of the intake, side by side; `1` to `5` choose one. */
export function IntakeTabs({ current }: { readonly current: IntakeTab }) {
  const { database } = useCompany();
  const navigate = useNavigate();
  const views = intakeTabs.map((id) => ({ id, title: words.tabs[id], href: intakeAddress(database, { show: id }) }));
  useKeys(
    views.map(({ href }, index) => ({ keys: String(index + 1), label: words.tabKeys, run: () => void navigate({ href }) })),
  );
  return <ViewTabs views={views} current={current} label={words.tabsLabel} numbered />;
}
