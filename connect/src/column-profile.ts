import { currencyDigits } from '@throughline/language';
import { emptyTexts, flagWords } from './column-values.ts';
import { DateFit } from './date-shapes.ts';
import { exactAmount } from './exact-amount.ts';

/* What the values of a column are, counted over all rows that are looked at, in bounded memory. */

const distinctMax = 20_000;
const samplesMax = 5;
const valueLengthMax = 200;

/** How the numbers of a column are written. */
export interface NumberMarks {
  /** Values that can only have a point, or only a comma, before their decimals. */
  readonly point: number;
  readonly comma: number;
  /** Values such as 1.234, which can be read in both ways. */
  readonly either: number;
  readonly example: { readonly point: string; readonly comma: string; readonly either: string };
}

export interface ColumnProfile {
  readonly name: string;
  readonly rows: number;
  /** Rows with something there. */
  readonly filled: number;
  /** Different values, up to 20,000. */
  readonly distinct: number;
  /** Values that are days or instants in at least one way, and in which ways all of those. */
  readonly dates: number;
  readonly dateFormats: readonly string[];
  /** By way, the first value that it reads. */
  readonly dateExample: string;
  readonly numbers: number;
  /** Numbers with decimals or a currency. */
  readonly money: number;
  readonly marks: NumberMarks;
  readonly flags: number;
  readonly currencies: number;
  /** Currencies that stand beside the numbers. */
  readonly currencyMarks: readonly string[];
  /** The average length of the values. */
  readonly length: number;
  readonly samples: readonly string[];
  /** The values, where there are at most 200 of them, the most frequent first. */
  readonly values: readonly string[];
}

const empty = new Set<string>(['', ...emptyTexts]);

/** Whether a cell says nothing. */
export function isEmptyText(text: string): boolean {
  return empty.has(text.trim());
}

/** Looks at the values of one column, one after the other. */
export class ColumnLooker {
  readonly #name: string;
  readonly #counts = new Map<string, number>();
  readonly #dates = new DateFit();
  readonly #marks = new Map<string, string>();
  readonly #samples: string[] = [];
  #rows = 0;
  #filled = 0;
  #numbers = 0;
  #money = 0;
  #flags = 0;
  #currencies = 0;
  #length = 0;
  readonly #number = { point: 0, comma: 0, either: 0 };
  readonly #example = { point: '', comma: '', either: '' };

  constructor(name: string) {
    this.#name = name;
  }

  add(cell: string): void {
    this.#rows += 1;
    const text = cell.trim();
    if (empty.has(text)) return;
    this.#filled += 1;
    this.#length += text.length;
    const known = this.#counts.get(text);
    if (known !== undefined) this.#counts.set(text, known + 1);
    else if (this.#counts.size < distinctMax && text.length <= valueLengthMax) this.#counts.set(text, 1);
    if (known === undefined && this.#samples.length < samplesMax) this.#samples.push(text.slice(0, valueLengthMax));
    this.#dates.add(text);
    if (Object.hasOwn(flagWords, text)) this.#flags += 1;
    if (/^[A-Z]{3}$/i.test(text) && currencyDigits(text.toUpperCase()) !== undefined) this.#currencies += 1;
    if (/\d/.test(text)) this.#numberOf(text);
  }

  #numberOf(text: string): void {
    const [point, comma] = [exactAmount(text, '.'), exactAmount(text, ',')];
    const read = point ?? comma;
    if (read === undefined) return;
    this.#numbers += 1;
    if (read.mark !== '') this.#marks.set(read.mark, text);
    const same = point !== undefined && comma !== undefined && point.amount.scale === comma.amount.scale;
    if (read.mark !== '' || (!same && /[.,]/.test(text))) this.#money += 1;
    const way = same ? undefined : point === undefined ? 'comma' : comma === undefined ? 'point' : 'either';
    if (way === undefined) return;
    this.#number[way] += 1;
    if (this.#example[way] === '') this.#example[way] = text;
  }

  end(): ColumnProfile {
    const sorted = [...this.#counts].toSorted(([, a], [, b]) => b - a);
    const [format] = this.#dates.formats();
    return {
      ...{ name: this.#name, rows: this.#rows, filled: this.#filled, distinct: this.#counts.size },
      ...{ dates: this.#dates.dates, dateFormats: this.#dates.formats() },
      dateExample: format === undefined ? '' : this.#dates.example(format),
      ...{ numbers: this.#numbers, money: this.#money, marks: { ...this.#number, example: this.#example } },
      ...{ flags: this.#flags, currencies: this.#currencies, currencyMarks: [...this.#marks.keys()] },
      length: this.#filled === 0 ? 0 : this.#length / this.#filled,
      samples: this.#samples,
      values: sorted.length <= 200 ? sorted.map(([value]) => value) : [],
    };
  }
}

/** The columns of a table, from all its rows. */
export function profileColumns(columns: readonly string[], rows: Iterable<readonly string[]>): readonly ColumnProfile[] {
  const lookers = columns.map((name) => new ColumnLooker(name));
  for (const fields of rows) for (const [index, looker] of lookers.entries()) looker.add(fields[index] ?? '');
  return lookers.map((looker) => looker.end());
}
