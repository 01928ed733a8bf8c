import type { Attributes } from './attributes.ts';
import type { DataRow, Dataset } from './dataset.ts';

const rounds = 12;
/** A value is taken to have had so many expected cases more, at the rate of all. */
const shrink = 3;

/**
 * How likely each case would be affected (or counted otherwise) at the rates before: a main effect for each value of each attribute of the mix, fitted to the cases before by
 * iterative proportional fitting (W. E. Deming and F. F. Stephan, 1940) with shrinkage, and scaled so that those of the later period sum to
 * what the pattern search expects. What was not there before has the rate of all.
 */
export function expectedRates(
  { rows }: Pick<Dataset, 'rows'>,
  { searched }: Attributes,
  expectedAfter: number | undefined,
  isCounted: (row: DataRow) => boolean = (row) => row.affected,
): readonly number[] {
  const counted = rows.map(isCounted);
  const before = rows.flatMap(({ period }, index) => (period === 0 ? [index] : []));
  const affected = before.filter((index) => counted[index]).length;
  const base = (affected + 0.5) / (before.length + 1);
  const columns = searched.filter(({ role }) => role === 'mix').map(({ column }) => column);
  const factors = columns.map(({ values }) => new Float64Array(values.length).fill(1));
  const rate = (index: number) =>
    Math.min(
      0.95,
      columns.reduce((product, { codes }, at) => product * (factors[at]?.[codes[index] as number] ?? 1), base),
    );
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, { codes, values }] of columns.entries()) {
      const observed = new Float64Array(values.length).fill(shrink);
      const expected = new Float64Array(values.length).fill(shrink);
      for (const index of before) {
        const code = codes[index] as number;
        expected[code] = (expected[code] as number) + rate(index);
        if (counted[index]) observed[code] = (observed[code] as number) + 1;
      }
      const line = factors[at] as Float64Array;
      for (let code = 0; code < values.length; code += 1)
        line[code] = (line[code] as number) * ((observed[code] as number) / (expected[code] as number));
    }
  }
  const rates = rows.map((_, index) => rate(index));
  if (expectedAfter === undefined) return rates;
  const sum = rates.reduce((total, each, index) => total + (rows[index]?.period === 1 ? each : 0), 0);
  const scale = sum === 0 ? 1 : expectedAfter / sum;
  return rates.map((each, index) => (rows[index]?.period === 1 ? each * scale : each));
}
