import { useMemo } from 'react';
import { dayOf } from '../../format/day.ts';
import { useFormat } from '../../format/settings-context.tsx';
import type { Series } from '../../parts/charts/series.ts';
import { SeriesChart } from '../../parts/charts/series-chart.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { words } from '../integrations/words.ts';
import { RowsCsv } from '../rows-csv.tsx';
import type { Shown } from './page.tsx';

const dayMs = 86_400_000;
const dayAfter = (day: string) => new Date(Date.parse(day) + dayMs).toISOString().slice(0, 10);

/** How many records it moved each day, and where that was expected to be. A day on which nothing was due and nothing ran has no value. */
export function Volume({ view: { name, title, days } }: { readonly view: Shown }) {
  const { now, timeZone } = useFormat();
  const today = dayOf(now, timeZone);
  const series = useMemo((): Series => {
    const by = days.findLast(({ expected }) => expected !== null)?.expected?.by;
    return {
      ...{ title: words.chartTitle(title), unit: 'count', currency: null, target: null, alarm: null, markers: [] },
      level: by === undefined ? undefined : words.chartBy[by],
      // What has come today says nothing yet: the day is not over.
      points: days
        .filter(({ day }) => day !== today)
        .map(({ day, due, records, expected }) => ({
          ...{ from: day, to: dayAfter(day), value: due === 0 && records === 0 ? null : records },
          expected: expected === null ? null : { lower: expected.low, upper: expected.high },
        })),
    };
  }, [title, days, today]);
  const { daysOf } = words;
  return (
    <Section title={words.chart}>
      {days.length === 0 ? (
        <StateNotice kind="empty">{words.noDays}</StateNotice>
      ) : (
        <SeriesChart
          series={series}
          height={180}
          actions={
            <RowsCsv
              name={`${name}-days`}
              rows={days}
              columns={[
                [daysOf.day, ({ day }) => day],
                [daysOf.due, ({ due }) => due],
                [daysOf.succeeded, ({ succeeded }) => succeeded],
                [daysOf.missed, ({ missed }) => missed],
                [daysOf.records, ({ records }) => records],
                [daysOf.failed, ({ recordsFailed }) => recordsFailed],
                ['expected_low', ({ expected }) => expected?.low ?? null],
                ['expected_high', ({ expected }) => expected?.high ?? null],
              ]}
            />
          }
        />
      )}
    </Section>
  );
}
