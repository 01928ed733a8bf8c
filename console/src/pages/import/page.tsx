import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Upload } from '@throughline/api';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Answer } from '../../shell/answer.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { FileStart } from './file-start.tsx';
import { RunWork } from './run-work.tsx';
import type { ImportSearch } from './search.ts';
import { Steps } from './steps.tsx';
import { TableWork } from './table/table-work.tsx';
import { UploadWork } from './upload-work.tsx';
import { words } from './words.ts';

const title = words.startWithYourData;

/** From a file to cases: which column is which, what becomes of the rows, what is wrong with them, and the import. */
export function ImportPage() {
  const { simulated } = useCompany();
  if (simulated) return <Simulated />;
  return <OwnImport />;
}

function OwnImport() {
  const search = useSearch({ from: '/$database/import' });
  const navigate = useNavigate({ from: '/$database/import' });
  const go = (next: ImportSearch) => void navigate({ search: next });
  const { upload, run } = search;
  return (
    <>
      <PageHead title={title} meta={words.youCheckEverythingBeforeWritten}>
        <Steps at={run !== undefined ? 4 : upload !== undefined ? 2 : 1} />
      </PageHead>
      {run !== undefined ? (
        <RunWork
          key={run}
          run={run}
          onBack={() =>
            go({ ...(upload === undefined ? {} : { upload }), ...(search.flow === undefined ? {} : { flow: search.flow }) })
          }
          onOther={() => go({})}
        />
      ) : upload === undefined ? (
        <FileStart onUpload={({ id }: Upload) => go({ upload: id })} />
      ) : (
        <Uploaded key={upload} id={upload} search={search} go={go} />
      )}
    </>
  );
}

interface UploadedProps {
  readonly id: string;
  readonly search: ImportSearch;
  readonly go: (next: ImportSearch) => void;
}

function Uploaded({ id, search, go }: UploadedProps) {
  const upload = useApi('GET /{database}/uploads/{upload}', { params: { database: 'main', upload: id } });
  if (upload.error !== null && upload.data === undefined) {
    return (
      <>
        <StateNotice kind="error" what={words.theFile} error={upload.error} onRetry={() => void upload.refetch()} />
        <FileStart onUpload={(next) => go({ upload: next.id })} />
      </>
    );
  }
  return (
    <Answer query={upload} what={words.theFile}>
      {(found) =>
        search.flow === undefined ? (
          <TableWork
            upload={found}
            onRun={(run) => go({ ...search, run })}
            onByHand={() => go({ upload: id, flow: 'invoice' })}
            onOther={() => go({})}
          />
        ) : (
          <UploadWork
            upload={found}
            flow={search.flow}
            onFlow={(flow) => go({ upload: id, flow })}
            onRun={(run) => go({ ...search, run })}
            onOther={() => go({})}
          />
        )
      }
    </Answer>
  );
}

function Simulated() {
  return (
    <>
      <PageHead title={title} />
      <StateNotice
        kind="empty"
        action={
          <Anchor href="/main/import" className="link">
            {words.importIntoYourOwnCompany}
          </Anchor>
        }
      >
        {words.everythingInSimulatedCompany}
      </StateNotice>
    </>
  );
}
