import { Button } from '@mantine/core';
import type { FailureGroupView } from '@throughline/api';
import { useState } from 'react';
import { useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatMoment } from '../../format/day.ts';
import { formatCount, formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { CaseLink } from '../../parts/text/case-link.tsx';
import { Absent, Amounts } from '../../parts/text/money.tsx';
import { say } from '../../shell/messages.ts';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress, connectionAddress } from '../addresses.ts';
import styles from '../declared/declared.module.css';
import { Refused } from '../import/refused.tsx';
import own from '../integrations/integrations.module.css';
import { words } from '../integrations/words.ts';
import { RowsCsv } from '../rows-csv.tsx';
import type { Shown } from './page.tsx';

type Part = FailureGroupView['parts'][number];

/** What failed together: each a case, with its parts, its money and what may be behind it. */
export function Groups({ view: { name, groups } }: { readonly view: Shown }) {
  const lines = groups.flatMap((group) => group.parts.map((part) => ({ group, part })));
  return (
    <Section
      title={words.groups}
      aside={words.groupsNote}
      note={
        <RowsCsv
          name={`${name}-failures`}
          rows={lines}
          columns={[
            [words.group, ({ group }) => group.number],
            [words.state, ({ group }) => group.state.title],
            ['first_at', ({ group }) => group.firstAt],
            ['last_at', ({ group }) => group.lastAt],
            [words.errorClass, ({ part }) => part.errorClass],
            [words.outcome, ({ part }) => part.outcome],
            [words.count, ({ part }) => part.count],
            [words.open, ({ part }) => part.open],
            [words.behind, ({ part }) => part.behind?.release ?? null],
          ]}
        />
      }
    >
      {groups.length === 0 ? <StateNotice kind="empty">{words.noGroups}</StateNotice> : null}
      {groups.map((group) => (
        <Group key={group.caseId} group={group} connection={name} />
      ))}
    </Section>
  );
}

function Group({ group, connection }: { readonly group: FailureGroupView; readonly connection: string }) {
  const { database } = useCompany();
  const settings = useFormat();
  const { locale } = settings;
  const { caseId, state, assignee, count, open, unknown, atRisk, proof, parts } = group;
  const span = words.from(formatMoment(group.firstAt, settings), formatMoment(group.lastAt, settings));
  return (
    <article className={own['group']} aria-label={span}>
      <div className={own['groupHead']}>
        <strong>
          <CaseLink href={caseAddress(database, caseId)}>{span}</CaseLink>
        </strong>
        <span>{state.title}</span>
        <span>{words.counted(formatCounted(count, words.rowNoun, locale), formatCount(open, locale))}</span>
        {atRisk.length === 0 ? null : (
          <span>
            {words.atRisk} <Amounts amounts={atRisk} />
          </span>
        )}
        {assignee === null && state.final ? null : (
          <span className={own['quiet']}>{assignee === null ? words.withNobody : words.with(assignee)}</span>
        )}
      </div>
      <PlainTable
        caption={`${words.groups}, ${span}`}
        columns={useParts()}
        rows={parts}
        idOf={({ errorClass, outcome }) => `${errorClass} ${outcome}`}
        empty={null}
      />
      {unknown === 0 ? null : <p className={styles['why']}>{words.unknownNote(formatCount(unknown, locale))}</p>}
      {proof === null ? null : (
        <p className={styles['why']}>
          <code className={styles['code']}>{words.proof(proof)}</code>
        </p>
      )}
      {group.openDeadLetters === 0 ? null : <Replay group={group} connection={connection} />}
    </article>
  );
}

function useParts(): readonly PlainColumn<Part>[] {
  const { database } = useCompany();
  const { locale } = useFormat();
  const share = ({ failed, of }: { readonly failed: number; readonly of: number }) =>
    words.share(formatCount(failed, locale), formatCount(of, locale));
  return [
    { key: 'class', title: words.errorClass, kind: 'key', render: ({ errorClass }) => errorClass },
    { key: 'outcome', title: words.outcome, render: ({ outcome }) => words.outcomes[outcome] },
    { key: 'count', title: words.count, kind: 'figure', render: ({ count }) => formatCount(count, locale) },
    {
      key: 'open',
      title: words.open,
      kind: 'figure',
      render: ({ open }) => (open === 0 ? <Absent>0</Absent> : formatCount(open, locale)),
    },
    {
      key: 'behind',
      title: words.behind,
      kind: 'words',
      render: ({ behind }) =>
        behind === null ? (
          <Absent />
        ) : (
          <>
            {behind.caseId === null ? (
              behind.release
            ) : (
              <Anchor className="link" href={caseAddress(database, behind.caseId)}>
                {behind.release}
              </Anchor>
            )}{' '}
            <span className={styles['why']}>{words.behindOf(share(behind.before), share(behind.after))}</span>
          </>
        ),
    },
  ];
}

/** Dead letters of a failure are taken again once somebody has said so twice; the receipts are the proof. */
function Replay({ group, connection }: { readonly group: FailureGroupView; readonly connection: string }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const [asks, setAsks] = useState(false);
  const replay = useCommand('POST /{database}/integration-failures/{case}/replay', {
    onSuccess: ({ replayed, stillDead }) => {
      setAsks(false);
      say({ text: words.replayed(formatCount(replayed, locale), formatCount(stillDead, locale)) });
    },
  });
  const counted = formatCounted(group.openDeadLetters, words.letters, locale);
  return (
    <div data-screen-only>
      <div className={styles['tools']}>
        {asks ? (
          <>
            <span>{words.replayTitle(counted)}</span>
            <Button
              variant="filled"
              loading={replay.pending}
              onClick={() => replay.run({ params: { database, case: group.caseId } })}
            >
              {words.replayGo}
            </Button>
            <Button onClick={() => setAsks(false)}>{words.cancel}</Button>
          </>
        ) : (
          <>
            <Button onClick={() => setAsks(true)}>{words.replay(counted)}</Button>
            <Anchor className="link" href={connectionAddress(database, connection)}>
              {words.seeLetters}
            </Anchor>
          </>
        )}
      </div>
      {replay.error === null ? null : <Refused error={replay.error}>{words.notReplayed}</Refused>}
    </div>
  );
}
