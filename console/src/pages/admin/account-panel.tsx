import { Button } from '@mantine/core';
import type { Account, Action } from '@throughline/api';
import { ApiProblem } from '@throughline/api/client';
import { useState } from 'react';
import { useApi, useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import styles from '../../parts/access/access.module.css';
import { AskReason } from '../../parts/access/ask-reason.tsx';
import { titlesOf } from '../../parts/access/columns.tsx';
import { ActionForm } from '../../parts/case/action-form.tsx';
import type { Command, Typed } from '../../parts/case/action-values.ts';
import { Anchor } from '../../parts/text/anchor.tsx';
import { say } from '../../shell/messages.ts';
import { Section } from '../../shell/section.tsx';
import { caseAddress } from '../addresses.ts';
import { GrantForm } from './grant-form.tsx';
import { GrantTable } from './grant-table.tsx';
import { words } from './words.ts';

export interface AccountPanelProps {
  readonly account: Account;
  /** A one-time link was made: it is shown once. */
  readonly onLink: (url: string) => void;
}

type Asking = 'grant' | 'link' | 'sign-out' | { readonly action: Action; readonly role?: string };

/** What an administrator does to an account beside granting and taking away roles; the rest stands on its case. */
const shown: ReadonlySet<string> = new Set(['suspend', 'resume', 'leave', 'rename', 'review']);

/** One account: its roles with where they hold, and what can be done to it. */
export function AccountPanel({ account, onLink }: AccountPanelProps) {
  const { database } = useCompany();
  const [asking, setAsking] = useState<Asking>();
  const found = useApi('GET /{database}/cases/{case}/actions', { params: { database, case: account.case } });
  const actions = found.data?.items ?? [];
  const revoke = actions.find(({ type }) => type === 'revoke');
  const close = () => setAsking(undefined);
  const { name, state } = account;
  return (
    <Section
      title={name === '' ? account.id : name}
      aside={`${account.stateTitle}${account.title === '' ? '' : `, ${account.title}`}`}
    >
      <GrantTable
        account={account}
        onTakeAway={revoke === undefined ? undefined : (role) => setAsking({ action: revoke, role })}
      />
      {account.provided.length === 0 ? null : (
        <p className={styles['lead']}>
          {words.provided}: {titlesOf(account.provided)}
        </p>
      )}
      <div className={styles['tools']} data-screen-only>
        <Button onClick={() => setAsking('grant')}>{words.grant}</Button>
        <Button onClick={() => setAsking('link')} disabled={state === 'left'}>
          {words.newLink}
        </Button>
        <Button onClick={() => setAsking('sign-out')} disabled={account.sessions === 0}>
          {words.signOut}
        </Button>
        {actions
          .filter(({ type, allowed }) => allowed && shown.has(type))
          .map((action) => (
            <Button key={action.type} onClick={() => setAsking({ action })}>
              {action.title}
            </Button>
          ))}
        <Anchor className="link" href={caseAddress(database, account.case)}>
          {words.history}
        </Anchor>
      </div>
      <Asked account={account} asking={asking} onLink={onLink} onClose={close} />
    </Section>
  );
}

interface AskedProps extends AccountPanelProps {
  readonly asking: Asking | undefined;
  readonly onClose: () => void;
}

function Asked({ account, asking, onLink, onClose }: AskedProps) {
  const { database } = useCompany();
  const params = { database, account: account.id };
  const link = useCommand('POST /{database}/accounts/{account}/link');
  const signOut = useCommand('POST /{database}/accounts/{account}/sign-out');
  const ignore = () => undefined;
  if (asking === undefined) return null;
  if (asking === 'grant') return <GrantForm account={account} onClose={onClose} />;
  if (asking === 'link') {
    const make = (reason: string) =>
      link.runAsync({ params, body: { reason } }).then(({ url }) => {
        onLink(url);
        onClose();
      }, ignore);
    return (
      <AskReason
        title={words.newLinkTitle(account.name)}
        go={words.newLinkGo}
        busy={link.pending}
        error={link.error}
        onSubmit={make}
        onCancel={onClose}
      />
    );
  }
  if (asking === 'sign-out') {
    const end = (reason: string) =>
      signOut.runAsync({ params, body: { reason } }).then(() => {
        say({ text: words.signedOut(account.name) });
        onClose();
      }, ignore);
    return (
      <AskReason
        title={words.signOutTitle(account.name)}
        go={words.signOut}
        busy={signOut.pending}
        error={signOut.error}
        onSubmit={end}
        onCancel={onClose}
      />
    );
  }
  return <ActionOf key={`${asking.action.type} ${asking.role}`} account={account} {...asking} onClose={onClose} />;
}

interface ActionOfProps {
  readonly account: Account;
  readonly action: Action;
  readonly role?: string;
  readonly onClose: () => void;
}

/** A command to the account's case, with what it asks for. */
function ActionOf({ account, action, role, onClose }: ActionOfProps) {
  const { database } = useCompany();
  const command = useCommand('POST /{database}/cases/{case}/commands');
  const problem = command.error instanceof ApiProblem ? command.error.problem : undefined;
  const { name, email, title } = account;
  const initial: Typed = action.type === 'rename' ? { name, email: email ?? '', title } : role === undefined ? {} : { role };
  const submit = (body: Command) =>
    command.runAsync({ params: { database, case: account.case }, body, ifMatch: account.seq }).then(
      () => {
        say({ text: words.done(action.title, name) });
        onClose();
      },
      () => undefined,
    );
  return (
    <ActionForm
      action={action}
      currency={null}
      initial={initial}
      busy={command.pending}
      problem={problem}
      onSubmit={(body) => void submit(body)}
      onCancel={onClose}
    />
  );
}
