import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { Account } from '@throughline/api';
import { useState } from 'react';
import { client } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { usePages } from '../../data/pages.ts';
import { useRowKeys } from '../../keys/use-row-keys.ts';
import styles from '../../parts/access/access.module.css';
import { titlesOf } from '../../parts/access/columns.tsx';
import { Secret } from '../../parts/access/secret.tsx';
import type { TableColumn } from '../../parts/table/columns.ts';
import { DataTable } from '../../parts/table/data-table.tsx';
import { TotalLine } from '../../parts/table/total-line.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { adminAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { AccountPanel } from './account-panel.tsx';
import { InviteForm } from './invite-form.tsx';
import { words } from './words.ts';

const idOf = ({ id }: Account) => id;
const revisionOf = ({ seq }: Account) => seq;

const columns: readonly TableColumn<Account>[] = [
  { key: 'name', title: words.name, kind: 'key', width: 150, grow: 1, render: ({ name, id }) => (name === '' ? id : name) },
  { key: 'state', title: words.state, kind: 'text', width: 90, render: ({ stateTitle }) => stateTitle },
  {
    key: 'roles',
    title: words.roles,
    kind: 'text',
    width: 200,
    grow: 3,
    render: ({ grants, provided }) => titlesOf([...grants.filter(({ counts }) => counts), ...provided]),
  },
  { key: 'title', title: words.does, kind: 'quiet', width: 130, grow: 1, priority: 3, render: ({ title }) => title },
  { key: 'email', title: words.email, kind: 'quiet', width: 190, priority: 2, render: ({ email }) => email ?? <Absent /> },
  {
    key: 'factor',
    title: words.factor,
    kind: 'quiet',
    width: 104,
    priority: 4,
    render: ({ secondFactorSetUp }) => (secondFactorSetUp ? words.yes : words.no),
  },
  {
    key: 'last',
    title: words.lastSignIn,
    kind: 'quiet',
    width: 110,
    priority: 1,
    render: ({ lastSignInAt }) => (lastSignInAt === null ? <Absent>{words.never}</Absent> : <When at={lastSignInAt} as="past" />),
  },
  { key: 'keys', title: words.keys, kind: 'figure', width: 60, priority: 5, render: ({ keys }) => keys },
];

/** Who can sign in. The one that is open stands below the list. */
export function People({ account }: { readonly account: string | undefined }) {
  const { database } = useCompany();
  const navigate = useNavigate();
  const params = { database };
  const pages = usePages('GET /{database}/accounts', { params, query: { limit: 200 } });
  const [inviting, setInviting] = useState(false);
  const [link, setLink] = useState<{ readonly url: string; readonly email: string }>();
  const { items } = pages;
  const index = Math.max(
    0,
    items.findIndex(({ id }) => id === account),
  );
  const hrefOf = ({ id }: Account) => adminAddress(database, { account: id });
  const open = (at: number) => {
    const row = items[at];
    if (row !== undefined) void navigate({ href: hrefOf(row), replace: true });
  };
  useRowKeys({ count: items.length, index, onMove: open, onOpen: open });
  if (pages.error !== null) return <StateNotice kind="error" what={words.peopleWhat} error={pages.error} onRetry={pages.again} />;
  const chosen = items.find(({ id }) => id === account);
  return (
    <>
      <div className={styles['tools']} data-screen-only>
        <Button variant="filled" onClick={() => setInviting(true)} disabled={inviting}>
          {words.invite}
        </Button>
        <CsvButton name="accounts" url={client.url('GET /{database}/accounts', { params })} />
      </div>
      {link === undefined ? null : (
        <Secret
          title={words.link}
          value={link.url}
          note={words.linkNote(link.email)}
          words={words.shown}
          onHide={() => setLink(undefined)}
        />
      )}
      {inviting ? (
        <InviteForm
          onClose={() => setInviting(false)}
          onInvited={(invited) => {
            setInviting(false);
            setLink(invited);
          }}
        />
      ) : null}
      <DataTable
        caption={words.peopleWhat}
        columns={columns}
        rows={items}
        {...{ idOf, revisionOf, hrefOf }}
        focused={index}
        onEnd={pages.more}
        loading={pages.waiting}
        maxHeight={chosen === undefined ? 'max(240px, calc(100dvh - 300px))' : '260px'}
        empty={<StateNotice kind="empty">{words.nobody}</StateNotice>}
        total={() => <TotalLine count={words.people(items.length)} />}
      />
      {chosen === undefined ? null : (
        <AccountPanel key={chosen.id} account={chosen} onLink={(url) => setLink({ url, email: chosen.email ?? chosen.name })} />
      )}
    </>
  );
}
