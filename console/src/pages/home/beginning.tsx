import { useNavigate } from '@tanstack/react-router';
import { useCompany } from '../../data/company.tsx';
import { KeyButton } from '../../keys/key-hint.tsx';
import { Sentence } from '../../parts/text/sentence.tsx';
import styles from './home.module.css';

/** A company without a case: what to do first. */
export function Beginning() {
  const { database, simulated } = useCompany();
  const navigate = useNavigate();
  return (
    <div className={styles['beginning']}>
      <Sentence>
        Nothing has been brought in yet. Once something is, this page says what broke, what is at risk in money, and what needs
        your decision.
      </Sentence>
      {simulated ? null : (
        <>
          <p>One CSV of invoices is enough for a first answer. You check everything before it is written.</p>
          <KeyButton
            variant="filled"
            keys="p"
            label="import invoices"
            onClick={() => void navigate({ to: '/$database/import', params: { database } })}
          >
            Import invoices
          </KeyButton>
        </>
      )}
    </div>
  );
}
