import { getRouteApi } from '@tanstack/react-router';
import { PageHead } from '../../shell/page-head.tsx';
import { AskForm } from './ask-form.tsx';
import { Requests } from './requests.tsx';
import { IntakeTabs } from './tabs.tsx';
import { words } from './words.ts';

const route = getRouteApi('/$database/intake');

/** The front door for work: to ask, to see what is next, to weigh, and what was answered. */
export function IntakePage() {
  const { show = 'next' } = route.useSearch();
  return (
    <>
      <PageHead title={words.title} meta={words.meta} />
      <IntakeTabs current={show} />
      {show === 'ask' ? <AskForm /> : <Requests key={show} show={show} />}
    </>
  );
}
