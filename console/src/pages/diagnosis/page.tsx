import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { Diagnosis } from '@throughline/api';
import { useRef, useState } from 'react';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { saveFile } from '../../data/csv.ts';
import { toldInLine } from '../../data/problem.ts';
import { useKeys } from '../../keys/use-keys.ts';
import { Answer } from '../../shell/answer.tsx';
import { say } from '../../shell/messages.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { Action } from './action.tsx';
import { Behind } from './behind.tsx';
import { Bucket } from './bucket.tsx';
import { Causes } from './causes.tsx';
import styles from './diagnosis.module.css';
import { Head } from './head.tsx';
import { mainNumber } from './numbers.ts';
import { PatternSection } from './pattern.tsx';
import { Samples } from './samples.tsx';
import { type DiagnosisSearch, diagnosisAddress, type Step, steps } from './search.ts';
import { Stage } from './stage.tsx';
import { StepStrip } from './step-strip.tsx';
import { words } from './words.ts';

const route = getRouteApi('/$database/diagnoses/$caseId');

export interface DiagnosisProps {
  readonly diagnosis: Diagnosis;
  /** Where the cases behind a number are, by its name. */
  readonly hrefOf: (of: string) => string;
  /** The step that is being revised. */
  readonly revising: Step | undefined;
  readonly onRevise: (step: Step | undefined) => void;
}

/** Why a number moved: the sentence, and the five steps that led to it, each with the cases behind its numbers. */
export function DiagnosisPage() {
  const { database } = useCompany();
  const { caseId } = route.useParams();
  const search = route.useSearch();
  const answer = useApi('GET /{database}/diagnoses/{case}', { params: { database, case: caseId } });
  return (
    <>
      {answer.data === undefined ? <PageHead title={words.diagnosis} /> : null}
      <Answer query={answer} what={words.theDiagnosis}>
        {(diagnosis) =>
          search.of === undefined ? (
            <Shown diagnosis={diagnosis} search={search} />
          ) : (
            <Behind diagnosis={diagnosis} of={search.of} />
          )
        }
      </Answer>
    </>
  );
}

function Shown({ diagnosis, search }: { readonly diagnosis: Diagnosis; readonly search: DiagnosisSearch }) {
  const { database } = useCompany();
  const navigate = useNavigate();
  const [revising, setRevising] = useState<Step>();
  const parts = useRef<HTMLDivElement>(null);
  const { id, key } = diagnosis.case;
  const current = search.step ?? steps.findLast((step) => diagnosis.steps[step] !== null) ?? 'stage';
  const hrefOf = (of: string) => diagnosisAddress(database, id, { of });
  const show = (step: Step) => {
    void navigate({ href: diagnosisAddress(database, id, { step }), replace: true, resetScroll: false });
    parts.current?.querySelector(`[data-step="${step}"]`)?.scrollIntoView({ block: 'start' });
  };
  const save = () => {
    const url = client.url('GET /{database}/diagnoses/{case}/brief', { params: { database, case: id } });
    saveFile(database, url, { name: `${key}.pdf`, accept: 'application/pdf' }).catch((error: unknown) =>
      say({ tone: 'bad', text: toldInLine(error) }),
    );
  };
  const number = mainNumber(diagnosis, current);
  useKeys([
    ...steps.map((step, index) => ({ keys: String(index + 1), label: words.stepKey, run: () => show(step) })),
    {
      keys: 'r',
      label: words.reviseKey,
      when: diagnosis.open && diagnosis.steps[current] !== null,
      run: () => {
        show(current);
        setRevising(current);
      },
    },
    {
      keys: 'enter',
      label: words.enterKey,
      when: number !== undefined && revising === undefined,
      run: () => number !== undefined && void navigate({ href: hrefOf(number) }),
    },
  ]);
  const props: DiagnosisProps = { diagnosis, hrefOf, revising, onRevise: setRevising };
  return (
    <>
      <Head diagnosis={diagnosis} hrefOf={hrefOf} onBrief={save} />
      <StepStrip diagnosis={diagnosis} current={current} onShow={show} />
      <div ref={parts}>
        <div className={styles['two']}>
          <Stage {...props} />
          <Bucket {...props} />
        </div>
        <Samples {...props} />
        <PatternSection {...props} />
        <Causes {...props} />
        <Action {...props} />
      </div>
    </>
  );
}
