import { useNavigate } from '@tanstack/react-router';
import type { Door } from '@throughline/api';
import { offerFile } from '../data/chosen-file.ts';
import { KeyButton } from '../keys/key-hint.tsx';
import { FileDrop } from '../parts/file/file-drop.tsx';
import styles from './door.module.css';
import { countWords } from './words.ts';

const lookedFor = [
  ['Invoice number', 'invoice_no, Belegnr., document', 'everything'],
  ['Sent on, due on', 'invoice_date, due_date', 'the ladder'],
  ['Amount, currency', 'total, currency', 'money at risk'],
  ['Paid on, paid amount', 'payment_date, amount_paid', 'DSO, partial payments'],
  ['Delivery reference', 'delivery_no, POD', 'causes'],
] as const;
const steps = ['Suggest columns', 'Preview 20 rows', 'Errors, row by row', 'Import, then Home'];

/** One's own company: a file begins it, and once there are cases the way in is here too. */
export function OwnDoor({ door }: { readonly door: Door | undefined }) {
  const navigate = useNavigate();
  const cases = door?.cases ?? 0;
  return (
    <section className={styles['door']} aria-labelledby="door-own">
      <h2 id="door-own" className="text-title">
        Start with your data
      </h2>
      <p className={styles['lead']}>
        One CSV of invoices is enough for a first answer. You check everything before it is written.
      </p>
      <DropField />
      <table className={styles['table']}>
        <thead>
          <tr className="text-label">
            <th scope="col">What we look for</th>
            <th scope="col">Often called</th>
            <th scope="col">Needed for</th>
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
      <p className={styles['note']}>History fires nothing: no reminder is sent for what happened before you go live.</p>
      {cases === 0 ? null : (
        <div className={styles['go']} style={{ marginTop: 16 }}>
          <KeyButton
            keys="3"
            label="open your company"
            onClick={() => void navigate({ to: '/$database', params: { database: 'main' } })}
          >
            Open {door?.title ?? 'your company'}
          </KeyButton>
          <span className={styles['note']}>{countWords(cases, 'case')} so far</span>
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
    <FileDrop keys="2" label="your data" onFile={take}>
      or drop it here. CSV, up to 200 MB.
      <br />
      It stays on this machine.
    </FileDrop>
  );
}
