import { NativeSelect } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ImpactView } from '@throughline/api';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { PlainTable } from '../../parts/table/plain-table.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { flowAddress, integrationAddress, metricAddress, systemAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import styles from '../systems/systems.module.css';
import { words } from '../systems/words.ts';
import { touchedKinds } from './search.ts';

const route = getRouteApi('/$database/systems/$system');

/** All that a change of it touches, each with the shortest way that shows why, and who is to be asked. */
export function ImpactSection({ id }: { readonly id: string }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const query = { of: [id] };
  const found = useApi('GET /{database}/impact', { params: { database }, query });
  const count = found.data?.touched.length;
  return (
    <Section
      title={words.impact}
      aside={count === undefined ? undefined : words.impactNote(formatCounted(count, words.touchedNoun, locale))}
      note={<CsvButton name="impact" url={client.url('GET /{database}/impact', { params: { database }, query })} />}
    >
      <Answer query={found} what={words.impactWhat}>
        {(impact) => <Impact impact={impact} />}
      </Answer>
    </Section>
  );
}

function Impact({ impact: { touched, owners } }: { readonly impact: ImpactView }) {
  const { database } = useCompany();
  const { touched: kind } = route.useSearch();
  const { system } = route.useParams();
  const navigate = useNavigate();
  const kinds = touchedKinds.filter((one) => touched.some((node) => node.kind === one));
  const rows = kind === undefined ? touched : touched.filter((one) => one.kind === kind);
  return (
    <>
      <p className={styles['lead']}>
        {words.asked}: {owners.map(({ title, steps }) => (steps === 0 ? `${title} (${words.direct})` : title)).join(', ')}.{' '}
        <span className={styles['quiet']}>{words.askedNote}</span>
      </p>
      <NativeSelect
        aria-label={words.touched}
        style={{ maxWidth: 220 }}
        data-screen-only
        data={[{ value: '', label: words.everyKind }, ...kinds.map((one) => ({ value: one, label: words.nodeKinds[one] }))]}
        value={kind ?? ''}
        onChange={({ currentTarget: { value } }) => {
          const chosen = kinds.find((one) => one === value);
          const href = systemAddress(database, system, chosen === undefined ? {} : { touched: chosen });
          void navigate({ href, replace: true, resetScroll: false });
        }}
      />
      <PlainTable
        caption={words.impactWhat}
        rows={rows}
        idOf={({ id }) => id}
        empty={<StateNotice kind="empty">{words.noImpact}</StateNotice>}
        columns={[
          { key: 'title', title: words.touched, kind: 'key', render: (row) => <NodeName node={row} /> },
          { key: 'kind', title: words.kind, render: (row) => words.nodeKinds[row.kind] },
          { key: 'owner', title: words.owner, wideOnly: true, render: ({ owner }) => owner?.title ?? <Absent /> },
          {
            key: 'why',
            title: words.why,
            kind: 'words',
            render: ({ path }) => (
              <ul className={styles['why']}>
                {path.map(({ from, says, to }) => (
                  <li key={`${from} ${says} ${to}`}>
                    {from} {says} {to}
                  </li>
                ))}
              </ul>
            ),
          },
        ]}
      />
    </>
  );
}

function NodeName({ node: { kind, name, title, isNamedOnly } }: { readonly node: ImpactView['touched'][number] }) {
  const { database } = useCompany();
  const pages: Partial<Record<typeof kind, string>> = {
    system: systemAddress(database, name),
    integration: integrationAddress(database, name),
    flow: flowAddress(database, name),
    metric: metricAddress(database, name),
  };
  const href = pages[kind];
  if (href === undefined || isNamedOnly) return title;
  return (
    <Anchor className="link" href={href}>
      {title}
    </Anchor>
  );
}
