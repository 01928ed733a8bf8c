import styles from './import.module.css';
import { words } from './words.ts';

const steps = [words.giveFile, words.suggestColumns, words.previewRows, words.importThenHome];

/** Where one is; the columns and the flow stand on one page. */
export function Steps({ at }: { readonly at: number }) {
  return (
    <ol className={styles['steps']} aria-label={words.steps}>
      {steps.map((step, index) => (
        <li key={step} aria-current={isCurrent(index + 1, at) ? 'step' : undefined}>
          {step}
        </li>
      ))}
    </ol>
  );
}

function isCurrent(step: number, at: number): boolean {
  return at === 2 ? step === 2 || step === 3 : step === at;
}
