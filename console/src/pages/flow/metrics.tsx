import type { FlowVersion } from '@throughline/api';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { MetricTiles } from '../../parts/home/metric-tiles.tsx';
import { PlainTable } from '../../parts/table/plain-table.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress, flowAddress, metricAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import type { FlowTabProps } from './page.tsx';
import { useMeasuring } from './use-measured.ts';
import { measuredWords, metricWords as words } from './words.ts';

/** How the flow fares, and all that was changed about it. */
export function Metrics({ flow }: FlowTabProps) {
  const { database } = useCompany();
  const settings = useFormat();
  const { refetchMs, told } = useMeasuring();
  const request = { params: { database, flow: flow.name } };
  const metrics = useApi('GET /{database}/flows/{flow}/metrics', request, { refetchMs });
  told(metrics.data?.asOf);
  return (
    <>
      <Section
        title={words.metrics}
        aside={metrics.data === undefined ? undefined : measuredWords({ ...metrics.data, from: null, days: 0 }, settings)}
        plain
      >
        <Answer query={metrics} what={words.metrics}>
          {({ tiles, asOf }) =>
            tiles.length === 0 ? (
              <StateNotice kind="empty">{words.noMetric}</StateNotice>
            ) : (
              rowsOf(tiles).map((row) => (
                <MetricTiles
                  key={row[0]?.id}
                  tiles={row}
                  hrefOf={({ id }) => metricAddress(database, id)}
                  measuring={asOf === null}
                />
              ))
            )
          }
        </Answer>
      </Section>
      <Versions flow={flow.name} />
      <Decisions flow={flow.name} />
      <Section title={words.changes} aside={words.changesNote}>
        <PlainTable
          caption={words.changes}
          rows={metrics.data?.changes ?? []}
          idOf={({ key, at }) => `${key} ${at}`}
          empty={<StateNotice kind="empty">{words.noChange}</StateNotice>}
          columns={[
            {
              key: 'key',
              title: words.change,
              kind: 'key',
              render: ({ key, case: found }) =>
                found === null ? (
                  key
                ) : (
                  <Anchor className="link" href={caseAddress(database, found.id)}>
                    {key}
                  </Anchor>
                ),
            },
            { key: 'title', title: words.title, kind: 'words', render: ({ title }) => title },
            { key: 'kind', title: words.kind, render: ({ kind }) => words.kinds[kind] },
            { key: 'at', title: words.at, render: ({ at }) => <When at={at} as="past" /> },
          ]}
        />
      </Section>
    </>
  );
}

/** A strip has room for six. */
const rowMax = 6;

function rowsOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / rowMax);
  return Array.from({ length: count }, (_, index) => items.slice(index * rowMax, (index + 1) * rowMax));
}

function Versions({ flow }: { readonly flow: string }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const params = { database, flow };
  const versions = useApi('GET /{database}/flows/{flow}/versions', { params });
  return (
    <Section
      title={words.versions}
      note={<CsvButton name={`${flow}-versions`} url={client.url('GET /{database}/flows/{flow}/versions', { params })} />}
    >
      <Answer query={versions} what={words.versions}>
        {({ items }) => (
          <PlainTable
            caption={words.versions}
            rows={items}
            idOf={({ version }) => String(version)}
            empty={null}
            columns={[
              {
                key: 'version',
                title: words.version,
                kind: 'key',
                render: ({ version, current }) => (
                  <>
                    <Anchor className="link" href={flowAddress(database, flow, { tab: 'system', version: String(version) })}>
                      {words.number(version)}
                    </Anchor>
                    {current ? <Absent>{` ${words.current}`}</Absent> : null}
                  </>
                ),
              },
              { key: 'by', title: words.by, render: ({ by }) => by },
              { key: 'released', title: words.released, render: (one) => <Released version={one} /> },
              {
                key: 'cases',
                title: words.cases,
                kind: 'figure',
                render: ({ cases }) => formatCount(cases, locale),
              },
              { key: 'changes', title: words.changed, render: (one) => <Changed flow={flow} version={one} /> },
              {
                key: 'why',
                title: words.why,
                kind: 'words',
                render: ({ decisions, pilot }) =>
                  [
                    ...(pilot === null ? [] : [words.pilot(pilot)]),
                    ...decisions.map(({ by, reason }) => `${by}: ${reason}`),
                  ].join('; ') || <Absent />,
              },
            ]}
          />
        )}
      </Answer>
    </Section>
  );
}

function Released({ version: { releasedAt, scheduled } }: { readonly version: FlowVersion }) {
  if (releasedAt === null) return <Absent>{words.notReleased}</Absent>;
  return (
    <>
      {scheduled ? `${words.scheduled} ` : ''}
      <When at={releasedAt} as={scheduled ? 'due' : 'past'} />
    </>
  );
}

function Changed({ flow, version: { version, changes } }: { readonly flow: string; readonly version: FlowVersion }) {
  const { database } = useCompany();
  if (changes === null) return <Absent>{words.first}</Absent>;
  const against = String(version - 1);
  return (
    <Anchor className="link" href={flowAddress(database, flow, { tab: 'system', version: String(version), against })}>
      {words.weights(changes)}
    </Anchor>
  );
}

/** What was decided about parameters: who, when, why, from what to what. */
function Decisions({ flow }: { readonly flow: string }) {
  const { database } = useCompany();
  const parameters = useApi('GET /{database}/flows/{flow}/parameters', { params: { database, flow } });
  return (
    <Section title={words.decisions}>
      <Answer query={parameters} what={words.decisions}>
        {({ history }) => (
          <PlainTable
            caption={words.decisions}
            rows={history}
            idOf={({ revision }) => String(revision)}
            empty={<StateNotice kind="empty">{words.noDecision}</StateNotice>}
            columns={[
              { key: 'revision', title: words.decision, kind: 'key', render: ({ revision }) => revision },
              {
                key: 'values',
                title: words.values,
                kind: 'words',
                render: ({ values }) => values.map(({ title, before, after }) => words.step(title, before, after)).join('; '),
              },
              { key: 'by', title: words.by, render: ({ by }) => by },
              { key: 'from', title: words.holds, render: ({ from }) => <When at={from} as="moment" /> },
              { key: 'reason', title: words.why, render: ({ reason }) => reason },
            ]}
          />
        )}
      </Answer>
    </Section>
  );
}
