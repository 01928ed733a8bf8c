export interface SparkPoint {
  readonly x: number;
  readonly y: number;
}

export interface SparkScale {
  readonly x: (index: number) => number;
  readonly y: (value: number) => number;
  readonly from: number;
  readonly to: number;
}

/** Fits a series, and what it is measured by, into a box; a little air above and below. Lines of a sparkline may start anywhere. */
export function sparkScale(
  values: readonly (number | null)[],
  bounds: readonly (number | undefined)[],
  { width, height, inset }: { readonly width: number; readonly height: number; readonly inset: number },
): SparkScale {
  const all = [...values, ...bounds].filter((value): value is number => typeof value === 'number' && Number.isFinite(value));
  const low = Math.min(...all);
  const high = Math.max(...all);
  // A series that never changes runs through the middle.
  const air = high > low ? (high - low) * 0.12 : Math.abs(high) * 0.1 || 1;
  const [from, to] = all.length === 0 ? [0, 1] : [low - air, high + air];
  const step = (width - 2 * inset) / Math.max(1, values.length - 1);
  return {
    x: (index) => inset + index * step,
    y: (value) => height - ((value - from) / (to - from)) * height,
    from,
    to,
  };
}

/** The path of the line; where there is no value it is interrupted, and a value between two gaps is a dot. */
export function sparkPath(values: readonly (number | null)[], { x, y }: SparkScale): string {
  return values
    .map((value, index) => {
      if (value === null) return '';
      const point = `${round(x(index))} ${round(y(value))}`;
      const alone = typeof values[index - 1] !== 'number' && typeof values[index + 1] !== 'number';
      if (alone) return `M${point}h0`;
      return `${typeof values[index - 1] === 'number' ? 'L' : 'M'}${point}`;
    })
    .join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
