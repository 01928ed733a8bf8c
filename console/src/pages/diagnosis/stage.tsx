import type { StageStep } from '@throughline/api';
import { formatDay } from '../../format/day.ts';
import { formatMeasure, formatMeasureChange, measureDigits } from '../../format/metric.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { DeltaBars } from '../../parts/charts/delta-bars.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { plusDays } from '../diagnoses/periods.ts';
import styles from './diagnosis.module.css';
import type { DiagnosisProps } from './page.tsx';
import { StepSection } from './step-section.tsx';
import { words } from './words.ts';

/** Step 1: which part of the number moved. */
export function Stage(props: DiagnosisProps) {
  const { diagnosis } = props;
  const settings = useFormat();
  const { from, to, against } = diagnosis.question;
  const day = (text: string) => formatDay(text, settings);
  const found = diagnosis.steps.stage?.result;
  return (
    <StepSection
      {...props}
      step="stage"
      title={words.stageTitle(found?.by.title ?? words.titles.stage)}
      note={words.stageNote(day(from), day(plusDays(to, -1)), day(against.from), day(plusDays(against.to, -1)))}
    >
      {found === undefined ? (
        <StateNotice kind="empty">{words.toCome}</StateNotice>
      ) : (
        <>
          <Parts stage={found} metric={diagnosis.metric.title} hrefOf={props.hrefOf} />
          <Definition stage={found} />
        </>
      )}
    </StepSection>
  );
}

interface PartsProps extends Pick<DiagnosisProps, 'hrefOf'> {
  readonly stage: StageStep;
  readonly metric: string;
}

function Parts({ stage, metric, hrefOf }: PartsProps) {
  const { locale } = useFormat();
  const { parts, by, chosen } = stage;
  const named = (id: string | undefined) => (id === undefined ? 'whole' : `stage.${parts.findIndex((part) => part.id === id)}`);
  return (
    <DeltaBars
      caption={`${metric}: ${by.title}`}
      of={unitHead(stage, by.title, locale)}
      parts={parts.map(({ change: brings, ...part }) => ({ ...part, ...(brings === null ? {} : { brings }) }))}
      whole={
        stage.whole.before === null || stage.whole.after === null
          ? undefined
          : { before: stage.whole.before, after: stage.whole.after }
      }
      wholeTitle={words.whole}
      digits={measureDigits(stage)}
      figure={(value) => formatMeasure(value, stage, locale).value}
      change={(value) => formatMeasureChange(value, stage, locale)}
      chosen={chosen === null ? undefined : parts[chosen]?.id}
      hrefOf={(id, period) => hrefOf(`${named(id)}.${period}`)}
    />
  );
}

/** `State, days` */
function unitHead(stage: StageStep, title: string, locale: string): string {
  const { unit } = formatMeasure(0, stage, locale);
  return unit === '' ? title : `${title}, ${unit}`;
}

function Definition({ stage }: { readonly stage: StageStep }) {
  const settings = useFormat();
  const { definition } = stage;
  if (definition === null) return null;
  const change = (value: number) => formatMeasureChange(value, stage, settings.locale);
  return (
    <p className={styles['note']}>
      <strong>{words.definition}</strong> {words.definitionTitle(definition.title, formatDay(definition.at, settings))}{' '}
      {definition.underOld === null ? '' : words.underOld(change(definition.underOld))}{' '}
      {definition.underNew === null ? '' : words.underNew(change(definition.underNew))}
    </p>
  );
}
