import type { ActionStep, Diagnosis } from '@throughline/api';
import { useState } from 'react';
import { useCompany } from '../../data/company.tsx';
import { formatDue, formatPast } from '../../format/day.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { KeyButton } from '../../keys/key-hint.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress } from '../addresses.ts';
import { Decide } from './decide.tsx';
import { decisionTitle } from './decisions.ts';
import styles from './diagnosis.module.css';
import type { DiagnosisProps } from './page.tsx';
import { StepSection } from './step-section.tsx';
import { words } from './words.ts';

/** Step 5: what is done about it. What is decided is recorded on the case. */
export function Action(props: DiagnosisProps) {
  const { diagnosis } = props;
  const settings = useFormat();
  const [deciding, setDeciding] = useState<string>();
  const found = diagnosis.steps.action?.result;
  const { owner, dueAt, decision } = diagnosis;
  const when = dueAt === null || decision !== null ? '' : formatDue(dueAt, false, settings);
  return (
    <StepSection {...props} step="action" title={words.nextTitle} note={words.nextNote(owner.title, when)}>
      {decision === null ? null : <Decided diagnosis={diagnosis} />}
      {found === undefined ? (
        <StateNotice kind="empty">{words.noAction}</StateNotice>
      ) : decision === null ? (
        <Proposals action={found} onDecide={setDeciding} />
      ) : null}
      {deciding === undefined || decision !== null ? null : (
        <Decide diagnosis={diagnosis} decision={deciding} onDone={() => setDeciding(undefined)} />
      )}
    </StepSection>
  );
}

function Decided({ diagnosis: { decision, case: found } }: { readonly diagnosis: Diagnosis }) {
  const { database } = useCompany();
  const settings = useFormat();
  if (decision === null) return null;
  return (
    <p>
      <strong>{words.wasDecided(decisionTitle(decision.decision), decision.by.name, formatPast(decision.at, settings))}</strong>{' '}
      {decision.note} {words.goOn}{' '}
      <Anchor className="link" href={caseAddress(database, found.id)}>
        {found.key}
      </Anchor>
      .
    </p>
  );
}

interface ProposalsProps {
  readonly action: ActionStep;
  readonly onDecide: (decision: string) => void;
}

/** The first is the main one; each says what it means. */
function Proposals({ action: { proposals }, onDecide }: ProposalsProps) {
  return (
    <ul className={styles['proposals']}>
      {proposals.map(({ decision, title, detail }, index) => (
        <li key={`${decision} ${title}`}>
          <strong>{title}</strong>
          <p>{detail}</p>
          <KeyButton
            {...(index === 0 ? { variant: 'filled', keys: 'p', label: decisionTitle(decision).toLowerCase() } : {})}
            onClick={() => onDecide(decision)}
          >
            {decisionTitle(decision)}
          </KeyButton>
        </li>
      ))}
    </ul>
  );
}
