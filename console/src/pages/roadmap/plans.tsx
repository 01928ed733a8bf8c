import { NativeSelect } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { PlanView } from '@throughline/api';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Answer } from '../../shell/answer.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { casesAddress, roadmapAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { ChoiceBar } from '../tasks/choice-bar.tsx';
import { MakePlan } from './make-plan.tsx';
import { Plan } from './plan.tsx';
import { words } from './words.ts';

/** One plan of all: the newest, unless another is chosen. */
export function Plans({ chosen }: { readonly chosen: string | undefined }) {
  const { database } = useCompany();
  const plans = useApi('GET /{database}/plans', { params: { database } });
  return (
    <Answer query={plans} what={words.plans}>
      {({ items }) => {
        const number = chosen ?? items[0]?.number;
        return number === undefined ? <NoPlan /> : <Chosen key={number} number={number} plans={items} />;
      }}
    </Answer>
  );
}

function NoPlan() {
  const { database } = useCompany();
  return (
    <StateNotice
      kind="empty"
      action={
        <Anchor className="link" href={casesAddress(database, 'plan', {})}>
          {words.draftOne}
        </Anchor>
      }
    >
      {words.noPlan}
    </StateNotice>
  );
}

function Chosen({ number, plans }: { readonly number: string; readonly plans: readonly PlanView[] }) {
  const { database } = useCompany();
  const navigate = useNavigate();
  const params = { database, plan: number };
  const found = useApi('GET /{database}/plans/{plan}', { params });
  return (
    <>
      <ChoiceBar>
        <NativeSelect
          aria-label={words.choose}
          data={plans.map((plan) => ({ value: plan.number, label: `${plan.title}, ${plan.stateTitle}` }))}
          value={number}
          onChange={({ currentTarget: { value } }) =>
            void navigate({ href: roadmapAddress(database, { plan: value }), replace: true })
          }
        />
        {found.data?.state === 'draft' ? <MakePlan plan={found.data} /> : null}
        <CsvButton name={`plan-${number}`} url={client.url('GET /{database}/plans/{plan}', { params })} />
      </ChoiceBar>
      <Answer query={found} what={words.what}>
        {(plan) => <Plan plan={plan} />}
      </Answer>
    </>
  );
}
