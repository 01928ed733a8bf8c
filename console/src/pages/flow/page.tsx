import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { FlowDetail } from '@throughline/api';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { PageTabs } from '../../parts/list/page-tabs.tsx';
import type { ViewTab } from '../../parts/list/view-tabs.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Answer } from '../../shell/answer.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { casesAddress, flowAddress, flowsAddress, proposeAddress } from '../addresses.ts';
import { MiningTab } from '../mining/tab.tsx';
import { Automation } from './automation.tsx';
import { Business } from './business.tsx';
import { Exceptions } from './exceptions.tsx';
import { Metrics } from './metrics.tsx';
import { type FlowSearch, type FlowTab, flowTabs } from './search.ts';
import { System } from './system.tsx';
import { placeWords, roleTitle, tabTitles, words } from './words.ts';

const route = getRouteApi('/$database/flows/$flow');

export interface FlowTabProps {
  readonly flow: FlowDetail;
  readonly search: FlowSearch;
  /** Shows another part of the page; `undefined` takes a member out of the address. */
  readonly show: (change: { readonly [K in keyof FlowSearch]?: FlowSearch[K] | undefined }) => void;
}

/** The declared life of one kind of thing, in six parts, and how it fares. */
export function FlowPage() {
  const { database } = useCompany();
  const { flow: name } = route.useParams();
  const flow = useApi('GET /{database}/flows/{flow}', { params: { database, flow: name } });
  return (
    <>
      {flow.data === undefined ? <PageHead title={words.flow} /> : null}
      <Answer query={flow} what={words.theFlow}>
        {(detail) => <Shown flow={detail} />}
      </Answer>
    </>
  );
}

function Shown({ flow }: { readonly flow: FlowDetail }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const search = route.useSearch();
  const navigate = useNavigate();
  const tab = search.tab ?? 'business';
  const open = flow.exceptions.reduce((sum, one) => sum + one.open, 0);
  const tabs = flowTabs.map(
    (id): ViewTab => ({
      id,
      title: tabTitles[id],
      href: flowAddress(database, flow.name, id === 'business' ? {} : { tab: id }),
      ...(id === 'exceptions' ? { count: open } : {}),
    }),
  );
  const show: FlowTabProps['show'] = (change) =>
    void navigate({ href: flowAddress(database, flow.name, { ...search, ...change } as FlowSearch), replace: true });
  return (
    <>
      <PageHead
        title={flow.title}
        crumb={
          <>
            <Anchor href={flowsAddress(database)}>{words.flows}</Anchor>
            {placeWords(flow).map((part) => ` / ${part}`)}
          </>
        }
        meta={words.meta(flow.version, roleTitle(flow, flow.owner), flow.timeZone)}
        actions={
          <span>
            <Anchor className="link" href={casesAddress(database, flow.name, { open: 'true' })}>
              {words.open(formatCount(flow.open, locale))}
            </Anchor>{' '}
            {words.of}{' '}
            <Anchor className="link" href={casesAddress(database, flow.name, {})}>
              {words.cases(formatCount(flow.cases, locale))}
            </Anchor>
            {' · '}
            <Anchor className="link" href={proposeAddress(database, flow.name)}>
              {words.propose}
            </Anchor>
          </span>
        }
      >
        {flow.description}
      </PageHead>
      <PageTabs views={tabs} current={tab} label={words.parts} />
      <Part key={`${flow.name} ${tab}`} tab={tab} {...{ flow, search, show }} />
    </>
  );
}

function Part({ tab, ...props }: FlowTabProps & { readonly tab: FlowTab }) {
  if (tab === 'system') return <System {...props} />;
  if (tab === 'exceptions') return <Exceptions {...props} />;
  if (tab === 'automation') return <Automation {...props} />;
  if (tab === 'metrics') return <Metrics {...props} />;
  if (tab === 'mining') return <MiningTab {...props} />;
  return <Business {...props} />;
}
