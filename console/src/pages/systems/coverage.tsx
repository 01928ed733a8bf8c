import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { CoverageRow } from '@throughline/api';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCount, formatCounted, formatPercent } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { useOpeningRows } from '../../keys/use-opening-rows.ts';
import type { TableColumn } from '../../parts/table/columns.ts';
import { DataTable } from '../../parts/table/data-table.tsx';
import { TotalLine } from '../../parts/table/total-line.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Answer } from '../../shell/answer.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress, integrationAddress, systemAddress, systemsAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { Choice, ChoiceBar } from '../tasks/choice-bar.tsx';
import { CoverageMark, DocumentMark } from './marks.tsx';
import { NoneRegistered } from './register.tsx';
import styles from './systems.module.css';
import { words } from './words.ts';

const route = getRouteApi('/$database/systems');

type What = 'documents' | 'people';

/** What is written of each live system and integration, or who can keep it: tier 1, or all of them. */
export function Coverage({ of }: { readonly of: What }) {
  const { database } = useCompany();
  const found = useApi('GET /{database}/coverage', { params: { database } });
  return (
    <Answer query={found} what={words.coverageWhat}>
      {({ items }) => (items.length === 0 ? <NoneRegistered what={words.nothing} /> : <Covered key={of} items={items} of={of} />)}
    </Answer>
  );
}

function Covered({ items, of }: { readonly items: readonly CoverageRow[]; readonly of: What }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const { all } = route.useSearch();
  const navigate = useNavigate();
  const rows = all === 'yes' ? items : items.filter(({ isAsked }) => isAsked);
  const hrefOf = ({ kind, name }: CoverageRow) =>
    kind === 'system' ? systemAddress(database, name) : integrationAddress(database, name);
  const keys = useOpeningRows(rows, hrefOf);
  const show = of === 'documents' ? 'documentation' : 'people';
  const columns = useColumns(of);
  return (
    <>
      <p className={styles['lead']}>
        <Sentence items={items} of={of} />
      </p>
      <ChoiceBar note={of === 'documents' ? words.documentsLegend : words.peopleLegend}>
        <Choice
          checked={all === 'yes'}
          onChange={(checked) =>
            void navigate({ href: systemsAddress(database, { show, ...(checked ? { all: 'yes' } : {}) }), replace: true })
          }
        >
          {words.allTiers}
        </Choice>
        <CsvButton
          name={of === 'documents' ? 'documentation' : 'people'}
          url={client.url('GET /{database}/coverage', { params: { database }, query: all === 'yes' ? {} : { tier: '1' } })}
        />
      </ChoiceBar>
      <DataTable
        caption={words.coverageWhat}
        {...{ columns, rows, hrefOf }}
        idOf={({ kind, name }) => `${kind}:${name}`}
        {...keys}
        maxHeight="max(240px, calc(100dvh - 330px))"
        empty={<StateNotice kind="empty">{words.noCoverage}</StateNotice>}
        total={(visible) => <TotalLine count={formatCounted(rows.length, words.itemNoun, locale)} visible={visible} />}
      />
    </>
  );
}

/** Of tier 1 how many are as they are to be. */
function Sentence({ items, of }: { readonly items: readonly CoverageRow[]; readonly of: What }) {
  const { locale } = useFormat();
  const asked = items.filter(({ isAsked }) => isAsked);
  if (asked.length === 0) return words.noneEssential;
  if (of === 'people' && asked.every(({ people }) => people === null)) return words.noPeople;
  const covered = asked.filter(({ gaps, people }) => (of === 'documents' ? gaps.length === 0 : (people ?? 0) > 1)).length;
  const share = formatPercent(covered / asked.length, locale);
  const say = of === 'documents' ? words.documented : words.shared;
  return say(formatCount(covered, locale), formatCount(asked.length, locale), share);
}

function useColumns(of: What): readonly TableColumn<CoverageRow>[] {
  const { database } = useCompany();
  const { locale } = useFormat();
  const common: readonly TableColumn<CoverageRow>[] = [
    { key: 'title', title: words.item, kind: 'key', width: 160, grow: 2, render: ({ title }) => title },
    { key: 'kind', title: words.kind, kind: 'quiet', width: 84, priority: 7, render: ({ kind }) => words.kinds[kind] },
    { key: 'tier', title: words.tier, kind: 'text', width: 44, priority: 6, render: ({ tier }) => tier },
    { key: 'owner', title: words.owner, kind: 'quiet', width: 144, grow: 1, priority: 8, render: ({ owner }) => owner.title },
  ];
  if (of === 'people') {
    return [
      ...common,
      {
        key: 'people',
        title: words.people,
        kind: 'figure',
        width: 70,
        render: ({ people }) => (people === null ? <Absent /> : formatCount(people, locale)),
      },
      {
        key: 'only',
        title: words.onlyPerson,
        kind: 'text',
        width: 150,
        grow: 1,
        priority: 1,
        render: ({ onlyPerson, people }) => onlyPerson ?? <Absent>{people === 0 ? words.nobody : undefined}</Absent>,
      },
      { key: 'standing', title: words.coverage, kind: 'text', width: 180, grow: 1, render: (row) => <CoverageMark {...row} /> },
    ];
  }
  const kinds = ['runbook', 'diagram', 'configuration-baseline', 'integration-spec', 'data-dictionary', 'sop'] as const;
  return [
    ...common,
    ...kinds.map(
      (kind, index): TableColumn<CoverageRow> => ({
        ...{ key: kind, title: words.documentKinds[kind], kind: 'text', width: index < 2 ? 146 : 112 },
        ...(index < 2 ? {} : { priority: index - 1 }),
        render: ({ documents, isAsked }) => {
          const document = documents.find((one) => one.kind === kind);
          if (document === undefined) return <Absent />;
          const { standing, caseId, reviewedOn, number } = document;
          const mark = <DocumentMark standing={standing} isAsked={isAsked && index < 2} />;
          if (caseId === null) return mark;
          return (
            <>
              {mark}{' '}
              <Anchor className="link" href={caseAddress(database, caseId)} title={number ?? undefined}>
                {reviewedOn === null ? number : <When at={reviewedOn} as="day" />}
              </Anchor>
            </>
          );
        },
      }),
    ),
  ];
}
