import { formatChange, formatDecimal } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Section } from '../../shell/section.tsx';
import { DeltaBars } from '../charts/delta-bars.tsx';
import { PatternTable } from '../charts/pattern-table.tsx';
import { SampleSheet } from '../charts/sample-sheet.tsx';
import { SeriesChart } from '../charts/series-chart.tsx';
import { dso, pattern, sample, stages } from './insight-samples.ts';

export function InsightPart() {
  const { locale } = useFormat();
  return (
    <>
      <Section title="Series">
        <SeriesChart series={dso} />
      </Section>
      <Section title="Before and now">
        <DeltaBars
          caption="Days by state"
          of="State"
          parts={stages}
          wholeTitle="Whole"
          digits={1}
          figure={(value) => formatDecimal(value, 1, locale)}
          change={(value) => formatChange(value, 1, locale)}
          chosen="partial"
          hrefOf={(id, period) => `#${id ?? 'whole'}-${period}`}
        />
      </Section>
      <Section title="Samples side by side">
        <SampleSheet caption="Samples" sample={sample} hrefOf={(id) => `#${id}`} />
      </Section>
      <Section title="Pattern, and what was rejected">
        <PatternTable caption="Patterns" pattern={pattern} noun="Invoices" hrefOf={(of) => `#${of}`} />
      </Section>
    </>
  );
}
