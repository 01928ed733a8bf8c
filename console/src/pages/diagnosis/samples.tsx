import type { SampleStep } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { SampleSheet } from '../../parts/charts/sample-sheet.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress } from '../addresses.ts';
import type { DiagnosisProps } from './page.tsx';
import { StepSection } from './step-section.tsx';
import { words } from './words.ts';

/** Step 3: real cases, side by side. */
export function Samples(props: DiagnosisProps) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const found = props.diagnosis.steps.sample?.result;
  const note =
    found === undefined || found.cases.length === 0
      ? undefined
      : `${words.samplesNote(chosenWords(found, locale), String(found.seed))} ${found.note ?? ''}`;
  return (
    <StepSection {...props} step="sample" title={words.samplesTitle} note={note}>
      {found === undefined || found.cases.length === 0 ? (
        <StateNotice kind="empty">{found === undefined ? words.toCome : words.noSample}</StateNotice>
      ) : (
        <SampleSheet caption={words.samplesTitle} sample={found} hrefOf={(id) => caseAddress(database, id)} />
      )}
    </StepSection>
  );
}

/** `3 typical, 1 largest, 1 longest, 3 matched controls` */
function chosenWords({ cases }: SampleStep, locale: string): string {
  return (['typical', 'largest', 'longest', 'control'] as const)
    .map((kind) => ({ kind, count: cases.filter(({ why }) => why === kind).length }))
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => `${formatCount(count, locale)} ${words.kinds[kind]}`)
    .join(', ');
}
