import { useNavigate } from '@tanstack/react-router';
import type { Diagnosis, DiagnosisCase } from '@throughline/api';
import { client } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { usePages } from '../../data/pages.ts';
import { KeyButton } from '../../keys/key-hint.tsx';
import type { TableColumn } from '../../parts/table/columns.ts';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { Section } from '../../shell/section.tsx';
import { caseAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { PagedTable } from '../paged-table.tsx';
import { numberTitle } from './numbers.ts';
import { diagnosisAddress } from './search.ts';
import { words } from './words.ts';

const idOf = ({ id }: DiagnosisCase) => id;

/** The cases behind one number of a diagnosis. */
export function Behind({ diagnosis, of }: { readonly diagnosis: Diagnosis; readonly of: string }) {
  const { database } = useCompany();
  const navigate = useNavigate();
  const { id, key } = diagnosis.case;
  const params = { database, case: id };
  const pages = usePages('GET /{database}/diagnoses/{case}/cases', { params, query: { of, limit: 100 } });
  const columns = useColumns(pages.items[0]);
  const title = numberTitle(diagnosis, of);
  const back = diagnosisAddress(database, id);
  return (
    <>
      <PageHead
        title={title}
        crumb={
          <>
            <Anchor href={back}>{key}</Anchor> / {diagnosis.metric.title}
          </>
        }
        actions={
          <KeyButton keys="esc" label={words.backKey} onClick={() => void navigate({ href: back })}>
            {words.back}
          </KeyButton>
        }
      >
        {diagnosis.says}
      </PageHead>
      <Section
        title={words.cases}
        note={
          <CsvButton
            name={`${key}-${of}`}
            url={client.url('GET /{database}/diagnoses/{case}/cases', { params, query: { of } })}
          />
        }
      >
        <PagedTable
          caption={title}
          {...{ pages, columns, idOf }}
          hrefOf={(row) => caseAddress(database, row.id)}
          maxHeight="70vh"
          noun={words.casesNoun}
          what={words.cases}
          nothing={words.noCase}
        />
      </Section>
    </>
  );
}

function useColumns(first: DiagnosisCase | undefined): readonly TableColumn<DiagnosisCase>[] {
  const { flows } = useCompany();
  const attributes = (first?.attributes ?? []).map(
    ({ title }, index): TableColumn<DiagnosisCase> => ({
      key: `attribute-${index}`,
      title,
      kind: 'quiet',
      width: 110,
      grow: 1,
      priority: 3 + index,
      render: (row) => row.attributes[index]?.value || <Absent />,
    }),
  );
  return [
    { key: 'key', title: words.caseHead, kind: 'key', width: 120, grow: 1, render: ({ key }) => key },
    {
      key: 'period',
      title: words.periodHead,
      kind: 'text',
      width: 70,
      render: ({ period }) => (period === 'before' ? words.before : words.now),
    },
    {
      key: 'affected',
      title: words.affectedHead,
      kind: 'text',
      width: 70,
      render: ({ affected }) => (affected ? words.yes : words.no),
    },
    { key: 'at', title: words.at, kind: 'text', width: 110, render: ({ at }) => <When at={at} as="day" /> },
    { key: 'entity', title: words.entity, kind: 'quiet', width: 130, grow: 1, priority: 1, render: ({ entity }) => entity },
    {
      key: 'flow',
      title: words.flow,
      kind: 'quiet',
      width: 90,
      priority: 2,
      render: ({ flow }) => flows.find(({ name }) => name === flow)?.title ?? flow,
    },
    ...attributes,
  ];
}
