import type { SystemDetail } from '@throughline/api';
import { Fragment, type ReactNode } from 'react';
import { useCompany } from '../../data/company.tsx';
import { formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { CaseLink } from '../../parts/text/case-link.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { caseAddress, flowAddress, systemAddress } from '../addresses.ts';
import { type Fact, FactList } from '../declared/fact-list.tsx';
import { words } from '../systems/words.ts';

/** What the register says of it. */
export function Facts({ view }: { readonly view: SystemDetail }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const { owner, businessOwner, disposition, vendor, renewsOn, environments, escalation, dataObjects } = view;
  const systems = (names: readonly string[]) =>
    listed(names, (name) => (
      <Anchor className="link" href={systemAddress(database, name)}>
        {name}
      </Anchor>
    ));
  const facts: readonly Fact[] = [
    [words.owner, owner.title],
    [words.businessOwner, businessOwner === null ? <Absent key="for" /> : businessOwner.title],
    [words.disposition, words.dispositions[disposition]],
    [words.vendor, vendor === '' ? <Absent key="vendor" /> : vendor],
    [words.renewal, <When key="renewal" at={renewsOn} as="day" />],
    [words.environments, listed(environments.map(({ name, url }) => (url === null ? name : `${name} (${url})`)))],
    [words.needs, systems(view.needs)],
    [words.neededBy, systems(view.neededBy)],
    [
      words.flows,
      listed(view.flows, ({ name, title }) => (
        <Anchor className="link" href={flowAddress(database, name)}>
          {title}
        </Anchor>
      )),
    ],
    [
      words.dataObjects,
      listed(dataObjects, ({ caseId, title, isRecord }) => (
        <>
          <CaseLink href={caseAddress(database, caseId)}>{title}</CaseLink> ({isRecord ? words.isRecord : words.hasCopy})
        </>
      )),
    ],
    [words.dataClasses, listed(view.dataClasses)],
    [words.controls, listed(view.controls)],
    [words.capabilities, listed(view.capabilities)],
    [
      words.escalation,
      listed(
        escalation.map(({ priority, role, afterMinutes }) =>
          afterMinutes === 0
            ? words.atOnce(priority, role.title)
            : words.escalationStep(priority, role.title, formatCounted(afterMinutes, words.minutes, locale)),
        ),
      ),
    ],
  ];
  return <FactList title={words.facts} facts={facts} />;
}

/** Values beside each other, or that there is none. */
function listed<T>(values: readonly T[], render: (value: T) => ReactNode = (value) => String(value)): ReactNode {
  if (values.length === 0) return <Absent />;
  return values.map((value, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the same value may stand there twice
    <Fragment key={index}>
      {index === 0 ? null : ', '}
      {render(value)}
    </Fragment>
  ));
}
