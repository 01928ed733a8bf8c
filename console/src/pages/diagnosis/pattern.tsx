import type { PatternStep } from '@throughline/api';
import { formatChange, formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { oneDecimal, PatternTable } from '../../parts/charts/pattern-table.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import styles from './diagnosis.module.css';
import type { DiagnosisProps } from './page.tsx';
import { StepSection } from './step-section.tsx';
import { words } from './words.ts';

/** Step 4: what the affected ones have in common, and what was rejected. */
export function PatternSection(props: DiagnosisProps) {
  const { locale } = useFormat();
  const { diagnosis, hrefOf } = props;
  const found = diagnosis.steps.pattern?.result;
  if (found === undefined) {
    return (
      <StepSection {...props} step="pattern" title={words.patternTitle}>
        <StateNotice kind="empty">{words.toCome}</StateNotice>
      </StepSection>
    );
  }
  return (
    <StepSection
      {...props}
      step="pattern"
      title={words.patternTitle}
      note={words.patternNote(formatCount(found.whole.casesAfter, locale), found.population)}
    >
      <p className={styles['note']}>
        {words.verdicts[found.verdict]} <Whole pattern={found} hrefOf={hrefOf} />
      </p>
      {found.rows.length === 0 ? (
        <StateNotice kind="empty">{words.noPattern}</StateNotice>
      ) : (
        <PatternTable caption={words.patternTitle} pattern={found} noun={words.casesHead} hrefOf={hrefOf} />
      )}
      <p className={styles['note']}>{searchedWords(found, locale)}</p>
    </StepSection>
  );
}

/** The counts that the verdict is about, each to its cases. */
function Whole({ pattern, hrefOf }: Pick<DiagnosisProps, 'hrefOf'> & { readonly pattern: PatternStep }) {
  const { locale } = useFormat();
  const { whole, effect } = pattern;
  const link = (of: string, text: string) => <Anchor href={hrefOf(of)}>{text}</Anchor>;
  return (
    <>
      {effect}: {link('affected.before', formatCount(whole.affectedBefore, locale))} {words.before} (
      {link('population.before', formatCount(whole.casesBefore, locale))} {words.numbers.cases}),{' '}
      {link('affected.after', formatCount(whole.affectedAfter, locale))} {words.now} (
      {link('population.after', formatCount(whole.casesAfter, locale))} {words.numbers.cases}),{' '}
      {link('expected', oneDecimal(whole.expected, locale))} {words.numbers.expected}:{' '}
      {link('excess', formatChange(whole.excess, Math.abs(whole.excess) < 10 ? 1 : 0, locale))}.
    </>
  );
}

function searchedWords({ attributes, leftOut }: PatternStep, locale: string): string {
  const names = attributes.map(({ title, values }) => words.values(title, formatCount(values, locale)));
  const out = leftOut.map(({ title, why }) => words.leftOutItem(title, why));
  return `${words.searchedAttributes(names.join(', ') || words.numbers.whole)}${out.length === 0 ? '' : words.leftOut(out.join('; '))}`;
}
