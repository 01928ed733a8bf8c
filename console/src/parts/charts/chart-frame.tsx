import { useEffect, useRef, useState } from 'react';
import { useInnerWidth } from '../table/table-room.ts';
import styles from './charts.module.css';
import type { Chart, ChartOption } from './echarts.ts';
import { HatchPattern } from './hatch.tsx';
import { words } from './words.ts';

export interface ChartFrameProps {
  /** What the picture shows, all of it. */
  readonly text: string;
  readonly height: number;
  readonly optionOf: (width: number) => ChartOption;
  /** Somebody clicked there: px from the left, and how to make a value of the x axis of it. */
  readonly onPick?: ((time: number) => void) | undefined;
}

/** So wide is a page of paper within its margins, in px. */
const paperWidth = 690;

/** A chart as wide as there is room. What draws it is loaded with the first one. */
export function ChartFrame({ text, height, optionOf, onPick }: ChartFrameProps) {
  const frame = useRef<HTMLDivElement>(null);
  const place = useRef<HTMLDivElement>(null);
  const width = useInnerWidth(frame);
  const [chart, setChart] = useState<Chart>();
  const [failed, setFailed] = useState(false);
  const latest = useRef({ onPick, optionOf, width });
  latest.current = { onPick, optionOf, width };
  useEffect(() => {
    let made: Chart | undefined;
    let isWanted = true;
    import('./echarts.ts').then(
      ({ makeChart }) => {
        if (!isWanted || place.current === null) return;
        made = makeChart(place.current, { width: latest.current.width || 300, height });
        made.getZr().on('click', ({ offsetX, offsetY }: { offsetX: number; offsetY: number }) => {
          const [time] = made?.convertFromPixel({ gridIndex: 0 }, [offsetX, offsetY]) ?? [];
          if (time !== undefined) latest.current.onPick?.(time);
        });
        setChart(made);
      },
      () => isWanted && setFailed(true),
    );
    return () => {
      isWanted = false;
      made?.dispose();
    };
  }, [height]);
  useEffect(() => {
    if (chart === undefined || chart.isDisposed() || width === 0) return;
    chart.resize({ width, height });
    chart.setOption(optionOf(width), { notMerge: true });
  }, [chart, width, height, optionOf]);
  usePaper(chart, latest, height);
  return (
    <div ref={frame} className={styles['chart']} style={{ height }}>
      <HatchPattern />
      {failed ? <p className={styles['legend']}>{words.notDrawn}</p> : null}
      <div ref={place} role="img" aria-label={text} data-waiting={chart === undefined && !failed ? '' : undefined} />
    </div>
  );
}

/** On paper a chart is as wide as the paper. */
function usePaper(
  chart: Chart | undefined,
  latest: { readonly current: Pick<ChartFrameProps, 'optionOf'> & { readonly width: number } },
  height: number,
): void {
  useEffect(() => {
    const drawn = (width: number) => {
      if (chart === undefined || chart.isDisposed()) return;
      chart.resize({ width, height });
      chart.setOption(latest.current.optionOf(width), { notMerge: true });
    };
    const begin = () => drawn(Math.min(paperWidth, latest.current.width));
    const end = () => drawn(latest.current.width);
    window.addEventListener('beforeprint', begin);
    window.addEventListener('afterprint', end);
    return () => {
      window.removeEventListener('beforeprint', begin);
      window.removeEventListener('afterprint', end);
    };
  }, [chart, latest, height]);
}
