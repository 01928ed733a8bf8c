import { getRouteApi } from '@tanstack/react-router';
import { PageHead } from '../../shell/page-head.tsx';
import { SystemTabs } from '../declared/system-tabs.tsx';
import { Automations } from './automations.tsx';
import { Register } from './register.tsx';
import { words } from './words.ts';

const route = getRouteApi('/$database/integrations');

/** What moves between systems, and what acts by itself: each with an owner, and with how it does. */
export function IntegrationsPage() {
  const { show } = route.useSearch();
  return (
    <>
      <PageHead title={words.title} meta={show === undefined ? words.meta : words.automationsMeta} />
      <SystemTabs current={show ?? 'integrations'} />
      {show === undefined ? <Register /> : <Automations />}
    </>
  );
}
