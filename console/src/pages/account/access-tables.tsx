import type { ApiKey, Delegation } from '@throughline/api';
import { type ReactNode, useState } from 'react';
import { client, useApi, useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { KeyButton } from '../../keys/key-hint.tsx';
import styles from '../../parts/access/access.module.css';
import { AskReason } from '../../parts/access/ask-reason.tsx';
import { delegationColumns, keyColumns } from '../../parts/access/columns.tsx';
import { accessWords as words } from '../../parts/access/words.ts';
import { DataTable } from '../../parts/table/data-table.tsx';
import { TotalLine } from '../../parts/table/total-line.tsx';
import { Answer } from '../../shell/answer.tsx';
import { say } from '../../shell/messages.ts';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';

interface TableProps {
  readonly all: boolean;
  /** More that can be done, beside the table’s own. */
  readonly children?: ReactNode;
}

const keyId = ({ case: id }: ApiKey) => id;
const keySeq = ({ seq }: ApiKey) => seq;

/** Keys: one's own, or all of them for administrators. Each can be revoked. */
export function KeyTable({ all, children }: TableProps) {
  const { database } = useCompany();
  const params = { database };
  const query = all ? { all } : {};
  const keys = useApi('GET /{database}/keys', { params, query });
  const revoke = useCommand('POST /{database}/keys/{case}/revoke');
  const rows = useFocus(keys.data?.items ?? [], keyId);
  const [asking, setAsking] = useState<ApiKey>();
  return (
    <Answer query={keys} what={words.keysWhat}>
      {({ items }) => (
        <>
          <DataTable
            caption={words.keysWhat}
            columns={keyColumns}
            rows={items}
            idOf={keyId}
            revisionOf={keySeq}
            focused={rows.index}
            onFocus={rows.focus}
            maxHeight="340px"
            empty={<StateNotice kind="empty">{words.noKey}</StateNotice>}
            total={() => <TotalLine count={words.keys(items.length)} />}
          />
          <div className={styles['tools']} data-screen-only>
            <KeyButton disabled={rows.row?.state !== 'issued'} onClick={() => setAsking(rows.row)}>
              {words.revoke}
              {rows.row === undefined ? '' : ` ${rows.row.name}`}
            </KeyButton>
            {children}
            <CsvButton name="keys" url={client.url('GET /{database}/keys', { params, query })} />
          </div>
          {asking === undefined ? null : (
            <AskReason
              key={asking.case}
              title={words.revokeTitle(asking.name)}
              go={words.revoke}
              busy={revoke.pending}
              error={revoke.error}
              onCancel={() => setAsking(undefined)}
              onSubmit={(reason) =>
                revoke.runAsync({ params: { database, case: asking.case }, body: { reason } }).then(
                  () => {
                    setAsking(undefined);
                    say({ text: words.revoked });
                  },
                  () => undefined,
                )
              }
            />
          )}
        </>
      )}
    </Answer>
  );
}

const delegationId = ({ case: id }: Delegation) => id;
const delegationSeq = ({ seq }: Delegation) => seq;

/** What is lent and by whom: one's own, or all for administrators. Each can be ended. */
export function DelegationTable({ all, children }: TableProps) {
  const { database } = useCompany();
  const params = { database };
  const query = all ? { all } : {};
  const delegations = useApi('GET /{database}/delegations', { params, query });
  const end = useCommand('POST /{database}/delegations/{case}/end');
  const rows = useFocus(delegations.data?.items ?? [], delegationId);
  const [asking, setAsking] = useState<Delegation>();
  return (
    <Answer query={delegations} what={words.delegationsWhat}>
      {({ items }) => (
        <>
          <DataTable
            caption={words.delegationsWhat}
            columns={delegationColumns}
            rows={items}
            idOf={delegationId}
            revisionOf={delegationSeq}
            hrefOf={({ case: id }) => caseAddress(database, id)}
            focused={rows.index}
            onFocus={rows.focus}
            maxHeight="340px"
            empty={<StateNotice kind="empty">{words.noDelegation}</StateNotice>}
            total={() => <TotalLine count={words.delegations(items.length)} />}
          />
          <div className={styles['tools']} data-screen-only>
            <KeyButton disabled={rows.row === undefined || rows.row.state === 'ended'} onClick={() => setAsking(rows.row)}>
              {words.end}
            </KeyButton>
            {children}
            <CsvButton name="delegations" url={client.url('GET /{database}/delegations', { params, query })} />
          </div>
          {asking === undefined ? null : (
            <AskReason
              key={asking.case}
              title={words.endTitle(asking.to.name)}
              go={words.end}
              busy={end.pending}
              error={end.error}
              onCancel={() => setAsking(undefined)}
              onSubmit={(reason) =>
                end.runAsync({ params: { database, case: asking.case }, body: { reason } }).then(
                  () => {
                    setAsking(undefined);
                    say({ text: words.ended });
                  },
                  () => undefined,
                )
              }
            />
          )}
        </>
      )}
    </Answer>
  );
}

/** The row that is acted on: the first, until another has the focus. */
function useFocus<Row>(items: readonly Row[], idOf: (row: Row) => string) {
  const [id, setId] = useState<string>();
  const found = items.findIndex((row) => idOf(row) === id);
  const index = Math.max(0, found);
  return {
    index,
    row: items[index],
    focus: (at: number) => {
      const row = items[at];
      if (row !== undefined) setId(idOf(row));
    },
  };
}
