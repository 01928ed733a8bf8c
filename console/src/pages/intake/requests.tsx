import type { RequestView } from '@throughline/api';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { useOpeningRows } from '../../keys/use-opening-rows.ts';
import { DataTable } from '../../parts/table/data-table.tsx';
import { TotalLine } from '../../parts/table/total-line.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Answer } from '../../shell/answer.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { intakeAddress, requestAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { ChoiceBar } from '../tasks/choice-bar.tsx';
import { useColumns } from './columns.tsx';
import type { IntakeTab } from './search.ts';
import { SendAnswers } from './send-answers.tsx';
import { words } from './words.ts';

type Listed = Exclude<IntakeTab, 'ask'>;

const groups = { next: 'queue', triage: 'triage', decisions: 'decided', mine: 'mine' } as const satisfies Record<Listed, string>;
const nothing: Readonly<Record<Listed, string>> = {
  next: words.nothingNext,
  triage: words.nothingTriage,
  decisions: words.nothingDecided,
  mine: words.nothingMine,
};
/** The file of one part of the intake. */
export function RequestsCsv({ show }: { readonly show: Listed }) {
  const { database } = useCompany();
  const query = { of: groups[show] };
  const url = client.url('GET /{database}/requests', { params: { database }, query });
  return <CsvButton name={`requests-${groups[show]}`} url={url} />;
}

const idOf = ({ number }: RequestView) => number;

/** Requests of one part of the intake, in the order in which they are dealt with. */
export function Requests({ show }: { readonly show: Listed }) {
  const { database } = useCompany();
  const query = { of: groups[show] };
  const found = useApi('GET /{database}/requests', { params: { database }, query });
  return (
    <Answer query={found} what={words.what}>
      {({ items }) => (
        <>
          {show === 'decisions' ? (
            <ChoiceBar>
              <SendAnswers />
            </ChoiceBar>
          ) : null}
          <List items={items} show={show} />
        </>
      )}
    </Answer>
  );
}

function List({ items, show }: { readonly items: readonly RequestView[]; readonly show: Listed }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const hrefOf = ({ number }: RequestView) => requestAddress(database, number);
  const keys = useOpeningRows(items, hrefOf);
  return (
    <DataTable
      caption={words.tabs[show]}
      {...{ columns: useColumns(show), rows: items, idOf, hrefOf }}
      {...keys}
      maxHeight="max(240px, calc(100dvh - 300px))"
      empty={
        <StateNotice
          kind="empty"
          action={
            <Anchor className="link" href={intakeAddress(database, { show: 'ask' })}>
              {words.askIt}
            </Anchor>
          }
        >
          {nothing[show]}
        </StateNotice>
      }
      total={(visible) => <TotalLine count={formatCounted(items.length, words.noun, locale)} visible={visible} />}
    />
  );
}
