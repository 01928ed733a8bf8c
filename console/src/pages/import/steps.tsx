import styles from './import.module.css';

const steps = ['Suggest columns', 'Preview 20 rows', 'Errors, row by row', 'Import, then Home'];

/** Where one is; steps 1 to 3 stand on one page, and their keys lead there. */
export function Steps({ at }: { readonly at: number }) {
  return (
    <ol className={styles['steps']} aria-label="Steps">
      {steps.map((step, index) => (
        <li key={step} aria-current={isCurrent(index + 1, at) ? 'step' : undefined}>
          <b>{index + 1}</b> {step}
        </li>
      ))}
    </ol>
  );
}

function isCurrent(step: number, at: number): boolean {
  return at === 2 ? step <= 3 : step === at;
}
