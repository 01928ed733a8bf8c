import type { AutomationView } from '@throughline/api';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { dayOf } from '../../format/day.ts';
import { formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { useOpeningRows } from '../../keys/use-opening-rows.ts';
import { Status } from '../../parts/marks/status.tsx';
import type { TableColumn } from '../../parts/table/columns.ts';
import { DataTable } from '../../parts/table/data-table.tsx';
import { TotalLine } from '../../parts/table/total-line.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Answer } from '../../shell/answer.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress, casesAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { ChoiceBar } from '../tasks/choice-bar.tsx';
import { words } from './words.ts';

const idOf = ({ caseId }: AutomationView) => caseId;

/** Robots, scripts and macros: who answers for each, and when it is looked at again. */
export function Automations() {
  const { database } = useCompany();
  const found = useApi('GET /{database}/automations', { params: { database } });
  return (
    <Answer query={found} what={words.automationsWhat}>
      {({ items }) =>
        items.length === 0 ? (
          <StateNotice
            kind="empty"
            action={
              <Anchor className="link" href={casesAddress(database, 'automation', {})}>
                {words.registerIt}
              </Anchor>
            }
          >
            {words.noAutomations}
          </StateNotice>
        ) : (
          <List items={items} />
        )
      }
    </Answer>
  );
}

function List({ items }: { readonly items: readonly AutomationView[] }) {
  const { database } = useCompany();
  const settings = useFormat();
  const hrefOf = ({ caseId }: AutomationView) => caseAddress(database, caseId);
  const keys = useOpeningRows(items, hrefOf);
  const today = dayOf(settings.now, settings.timeZone);
  return (
    <>
      <ChoiceBar note={words.automationsLegend}>
        <CsvButton name="automations" url={client.url('GET /{database}/automations', { params: { database } })} />
      </ChoiceBar>
      <DataTable
        caption={words.automationsWhat}
        columns={columnsOf(today)}
        rows={items}
        {...{ idOf, hrefOf, ...keys }}
        maxHeight="max(240px, calc(100dvh - 280px))"
        total={() => <TotalLine count={formatCounted(items.length, words.automationNoun, settings.locale)} />}
      />
    </>
  );
}

/** @param today whatever was to be looked at before it is late */
function columnsOf(today: string): readonly TableColumn<AutomationView>[] {
  return [
    { key: 'title', title: words.automation, kind: 'key', width: 180, grow: 2, render: ({ title }) => title },
    {
      key: 'platform',
      title: words.platform,
      kind: 'text',
      width: 110,
      grow: 1,
      priority: 2,
      render: ({ platform }) => platform,
    },
    {
      key: 'version',
      title: words.version,
      kind: 'quiet',
      width: 76,
      priority: 4,
      render: ({ version }) => (version === '' ? <Absent /> : version),
    },
    {
      key: 'owner',
      title: words.owner,
      kind: 'text',
      width: 130,
      grow: 1,
      render: ({ owner, hasNoOwner }) => (hasNoOwner ? <Status tone="bad">{words.nobodyOwns}</Status> : owner.title),
    },
    { key: 'state', title: words.state, kind: 'text', width: 84, render: ({ state }) => words.states[state] },
    {
      key: 'telemetry',
      title: words.telemetry,
      kind: 'quiet',
      width: 110,
      grow: 1,
      priority: 3,
      render: ({ telemetry, telemetryAt }) => (telemetryAt === '' ? words.telemetryOf[telemetry] : telemetryAt),
    },
    {
      key: 'data',
      title: words.dataClasses,
      kind: 'quiet',
      width: 110,
      grow: 1,
      priority: 5,
      render: ({ dataClasses }) => (dataClasses.length === 0 ? <Absent /> : dataClasses.join(', ')),
    },
    {
      key: 'review',
      title: words.review,
      kind: 'text',
      width: 116,
      priority: 1,
      render: ({ reviewOn, state }) => <When at={reviewOn} late={state !== 'retired' && reviewOn < today} />,
    },
  ];
}
