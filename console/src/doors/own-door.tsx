import { useNavigate } from '@tanstack/react-router';
import type { Door } from '@throughline/api';
import { offerFile } from '../data/chosen-file.ts';
import { KeyButton } from '../keys/key-hint.tsx';
import { FileDrop } from '../parts/file/file-drop.tsx';
import styles from './door.module.css';
import { countWords, words } from './words.ts';

const lookedFor = [
  [words.invoiceNumber, words.invoiceNoBelegnrDocument, 'everything'],
  [words.sentOnDueOn, words.invoiceDateDueDate, words.theLadder],
  [words.amountCurrency, words.totalCurrency, words.moneyAtRisk],
  [words.paidOnPaidAmount, words.paymentDateAmountPaid, words.dsoPartialPayments],
  [words.deliveryReference, words.deliveryNoPod, 'causes'],
] as const;
const steps = [words.suggestColumns, words.preview20Rows, words.errorsRowByRow, words.importThenHome];

/** One's own company: a file begins it, and once there are cases the way in is here too. */
export function OwnDoor({ door }: { readonly door: Door | undefined }) {
  const navigate = useNavigate();
  const cases = door?.cases ?? 0;
  return (
    <section className={styles['door']} aria-labelledby="door-own">
      <h2 id="door-own" className="text-title">
        {words.startWithYourData}
      </h2>
      <p className={styles['lead']}>{words.oneFileIsEnough}</p>
      <DropField />
      <table className={styles['table']}>
        <thead>
          <tr className="text-label">
            <th scope="col">{words.whatWeLookFor}</th>
            <th scope="col">{words.oftenCalled}</th>
            <th scope="col">{words.neededFor}</th>
          </tr>
        </thead>
        <tbody>
          {lookedFor.map(([what, called, needed]) => (
            <tr key={what}>
              <td>{what}</td>
              <td>{called}</td>
              <td>{needed}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <ol className={styles['steps']}>
        {steps.map((step, index) => (
          <li key={step}>
            <b>{index + 1}</b> {step}
          </li>
        ))}
      </ol>
      <p className={styles['note']}>{words.historyFiresNothing}</p>
      {cases === 0 ? null : (
        <div className={styles['go']} style={{ marginTop: 16 }}>
          <KeyButton
            keys="3"
            label={words.openYourCompany}
            onClick={() => void navigate({ to: '/$database', params: { database: 'main' } })}
          >
            {words.open}
            {door?.title ?? words.yourCompany}
          </KeyButton>
          <span className={styles['note']}>{words.soFar(countWords(cases, 'case'))}</span>
        </div>
      )}
    </section>
  );
}

function DropField() {
  const navigate = useNavigate();
  const take = (file: File) => {
    offerFile(file);
    void navigate({ to: '/$database/import', params: { database: 'main' } });
  };
  return (
    <FileDrop keys="2" label={words.yourData} onFile={take}>
      {words.orDrop}
      <br />
      {words.staysOnThisMachine}
    </FileDrop>
  );
}
