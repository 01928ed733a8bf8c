import { getRouteApi } from '@tanstack/react-router';
import type { FlowDetail } from '@throughline/api';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { PageTabs } from '../../parts/list/page-tabs.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Answer } from '../../shell/answer.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { flowAddress, flowsAddress, proposeAddress } from '../addresses.ts';
import { DefinitionForm } from './definition-form.tsx';
import { ParametersForm } from './parameters-form.tsx';
import { proposeParts } from './search.ts';
import { words } from './words.ts';

const route = getRouteApi('/$database/flows/$flow/propose');

/** Changes a flow, or what can be tuned of it: shows what that changes before it is proposed. */
export function ProposePage() {
  const { database } = useCompany();
  const { flow: name } = route.useParams();
  const flow = useApi('GET /{database}/flows/{flow}', { params: { database, flow: name } });
  return (
    <>
      {flow.data === undefined ? <PageHead title={words.page} /> : null}
      <Answer query={flow} what={words.theFlow}>
        {(detail) => <Shown key={detail.name} flow={detail} />}
      </Answer>
    </>
  );
}

function Shown({ flow }: { readonly flow: FlowDetail }) {
  const { database } = useCompany();
  const { show = 'parameters' } = route.useSearch();
  const tabs = proposeParts.map((id) => ({
    id,
    title: words.tabs[id],
    href: proposeAddress(database, flow.name, id === 'parameters' ? {} : { show: id }),
  }));
  return (
    <>
      <PageHead
        title={words.title(flow.title)}
        crumb={
          <>
            <Anchor href={flowsAddress(database)}>{words.flows}</Anchor>
            {' / '}
            <Anchor href={flowAddress(database, flow.name)}>{flow.title}</Anchor>
          </>
        }
      >
        {words.intro}
      </PageHead>
      <PageTabs views={tabs} current={show} label={words.parts} />
      {show === 'definition' ? <DefinitionForm flow={flow.name} /> : <ParametersForm flow={flow.name} />}
    </>
  );
}
