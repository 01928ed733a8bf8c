import { Button, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { DocumentRow, ServiceView } from '@throughline/api';
import { type FormEvent, useState } from 'react';
import { useCompany } from '../../data/company.tsx';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { CaseLink } from '../../parts/text/case-link.tsx';
import { When } from '../../parts/text/when.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress, serviceAddress } from '../addresses.ts';
import declared from '../declared/declared.module.css';
import { RowsCsv } from '../rows-csv.tsx';
import { useTitles } from '../use-titles.ts';
import { words } from './words.ts';

/** Articles and runbooks, all or those that say some words. */
export function Documents({ view, search }: { readonly view: ServiceView; readonly search: string }) {
  const { database } = useCompany();
  const navigate = useNavigate();
  const [text, setText] = useState(search);
  const go = (event: FormEvent) => {
    event.preventDefault();
    void navigate({ href: serviceAddress(database, text.trim() === '' ? {} : { search: text.trim() }), replace: true });
  };
  return (
    <>
      <form className={declared['tools']} onSubmit={go} data-screen-only>
        <TextInput
          aria-label={words.search}
          placeholder={words.search}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          w={280}
        />
        <Button type="submit" variant="default">
          {words.searchGo}
        </Button>
      </form>
      <List title={words.articles} rows={view.articles} none={words.noArticles} />
      <List title={words.runbooks} rows={view.runbooks} none={words.noRunbooks} dated />
    </>
  );
}

interface ListProps {
  readonly title: string;
  readonly rows: readonly DocumentRow[];
  readonly none: string;
  /** With when each was tested and used. */
  readonly dated?: boolean;
}

function List({ title, rows, none, dated = false }: ListProps) {
  const { database } = useCompany();
  const titles = useTitles();
  const columns: readonly PlainColumn<DocumentRow>[] = [
    {
      ...{ key: 'title', title: words.document, kind: 'key' },
      render: ({ caseId, title: name }) => <CaseLink href={caseAddress(database, caseId)}>{name}</CaseLink>,
    },
    { key: 'of', title: words.about, render: ({ of }) => titles.integration(of) },
    { key: 'owner', title: words.owner, render: ({ owner }) => owner.title },
    { key: 'state', title: words.state, render: ({ state }) => state },
    { key: 'reviewed', title: words.reviewed, wideOnly: true, render: ({ reviewedOn }) => <When at={reviewedOn} as="day" /> },
    ...(dated
      ? [
          { key: 'tested', title: words.tested, render: ({ testedOn }: DocumentRow) => <When at={testedOn} as="day" /> },
          { key: 'used', title: words.used, render: ({ usedOn }: DocumentRow) => <When at={usedOn} as="day" /> },
        ]
      : []),
  ];
  return (
    <Section
      title={title}
      note={
        <RowsCsv
          name={title.toLowerCase()}
          rows={rows}
          columns={[
            ['number', ({ number }) => number],
            [words.document, ({ title: name }) => name],
            [words.about, ({ of }) => of],
            [words.owner, ({ owner }) => owner.title],
            [words.state, ({ state }) => state],
            ['reviewed_on', ({ reviewedOn }) => reviewedOn],
            ['tested_on', ({ testedOn }) => testedOn],
            ['used_on', ({ usedOn }) => usedOn],
          ]}
        />
      }
    >
      <PlainTable
        caption={title}
        {...{ columns, rows }}
        idOf={({ caseId }) => caseId}
        empty={<StateNotice kind="empty">{none}</StateNotice>}
      />
    </Section>
  );
}
