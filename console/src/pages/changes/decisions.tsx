import type { DecisionRow } from '@throughline/api';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Answer } from '../../shell/answer.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress } from '../addresses.ts';
import { words } from './words.ts';

const idOf = ({ caseId, at, by, decision }: DecisionRow) => `${caseId} ${at} ${by.id} ${decision}`;

/** Every approval, refusal and decision of ninety days, with who made it and why. */
export function Decisions() {
  const { database } = useCompany();
  const log = useApi('GET /{database}/decision-log', { params: { database } });
  const columns: readonly PlainColumn<DecisionRow>[] = [
    { key: 'at', title: words.at, render: ({ at }) => <When at={at} as="moment" /> },
    {
      key: 'about',
      title: words.about,
      kind: 'key',
      render: ({ key, title, caseId }) => (
        <Anchor className="link" href={caseAddress(database, caseId)}>
          {key === title ? key : `${key} ${title}`}
        </Anchor>
      ),
    },
    { key: 'decision', title: words.decision, render: ({ decision }) => decision },
    { key: 'of', title: words.of, wideOnly: true, render: ({ of }) => of ?? <Absent /> },
    { key: 'who', title: words.who, render: ({ by }) => by.name },
    { key: 'reason', title: words.reason, kind: 'words', render: ({ reason }) => reason ?? <Absent /> },
    {
      key: 'options',
      title: words.options,
      wideOnly: true,
      render: ({ options }) => (options.length === 0 ? <Absent /> : options.join(', ')),
    },
  ];
  return (
    <Answer query={log} what={words.decisionsWhat}>
      {({ items }) => (
        <PlainTable
          caption={words.decisionsWhat}
          {...{ columns, idOf }}
          rows={items}
          empty={<StateNotice kind="empty">{words.noDecisions}</StateNotice>}
        />
      )}
    </Answer>
  );
}
