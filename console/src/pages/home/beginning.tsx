import { useNavigate } from '@tanstack/react-router';
import { useCompany } from '../../data/company.tsx';
import { KeyButton } from '../../keys/key-hint.tsx';
import { Sentence } from '../../parts/text/sentence.tsx';
import styles from './home.module.css';
import { words } from './words.ts';

/** A company without a case: what to do first. */
export function Beginning() {
  const { database, simulated } = useCompany();
  const navigate = useNavigate();
  return (
    <div className={styles['beginning']}>
      <Sentence>{words.beginning}</Sentence>
      {simulated ? null : (
        <>
          <p>{words.oneFileIsEnough}</p>
          <KeyButton
            variant="filled"
            keys="p"
            label={words.importKey}
            onClick={() => void navigate({ to: '/$database/import', params: { database } })}
          >
            {words.importInvoices}
          </KeyButton>
        </>
      )}
    </div>
  );
}
