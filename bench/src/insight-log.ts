import { join } from 'node:path';
import {
  logColumns,
  openDuck,
  type ParquetReader,
  type ParquetReaderOptions,
  parquetReader,
  writeSums,
} from '@throughline/insight';

export interface InsightLogOptions {
  /** How many events, at least. */
  readonly events: number;
  readonly seed: number;
  /** Where the file goes; absolute. */
  readonly folder: string;
}

export interface InsightLogFile {
  readonly file: string;
  readonly events: number;
  /** No id of a case is less, and none greater. */
  readonly first: string;
  readonly last: string;
}

/** An event log as Parquet files. */
export interface InsightLog {
  /** Their names in the folder: each has cases of a range of ids, in the order of the ranges. */
  readonly files: readonly InsightLogFile[];
  readonly cases: number;
  readonly events: number;
  read(options?: ParquetReaderOptions): ParquetReader;
}

/** Of a case at most so many events, and 7.4 on average. */
const lengthMax = 20;
const activityCount = 20;

/**
 * A log of one flow (`order`) with 20 activities (`a01` to `a20`) in files as the projection has them: sorted by case, `prev_type` and `gap_ms` written. Cases begin
 * over a year; from one activity the next is one of the three behind it or, in one of ten steps, any (so there are loops), after an
 * exponential time of which activities have means of their own. A quarter of the activities are done by a program, the others by one of six people who
 * can do them. Customers and countries follow a power law. It is the same for a seed.
 */
export async function writeInsightLog({ events, seed, folder }: InsightLogOptions): Promise<InsightLog> {
  const cases = Math.ceil(events / 7.35);
  const duck = await openDuck(folder);
  try {
    const connection = await duck.connect();
    const files: InsightLogFile[] = [];
    // Cases of one first digit of the id at a time: sixteen small sorts instead of a large one.
    for (let digit = 0; digit < 16; digit += 1) {
      const file = `insight-log-${events}-${seed}-${digit.toString(16)}.parquet`;
      const copied = await connection.run(
        `copy (${eventsSql(cases, seed, digit)}) to '${join(folder, file)}' (format parquet, compression zstd)`,
      );
      const [[written] = []] = await copied.getRowsJS();
      if (Number(written) === 0) continue;
      await writeSums(duck, folder, file);
      files.push({ file, events: Number(written), first: idOf(digit, '0'), last: idOf(digit, 'f') });
    }
    connection.closeSync();
    const names = files.map(({ file }) => file);
    const whole = files.reduce((sum, one) => sum + one.events, 0);
    return { files, cases, events: whole, read: (options) => parquetReader(folder, names, { ...options, hasSums: true }) };
  } finally {
    await duck.close();
  }
}

/** The least or greatest id that begins with a digit. */
function idOf(digit: number, rest: string): string {
  return `${digit.toString(16)}${[7, 4, 4, 4, 12].map((length) => rest.repeat(length)).join('-')}`;
}

/** A number in [0, 1) of a case and a place in it, for one purpose: 32 bits of a hash. */
function draw(seed: number, purpose: string, ...of: readonly string[]): string {
  return `((hash(${[seed, `'${purpose}'`, ...of].join(', ')}) % 4294967296) / 4294967296.0)`;
}

/**
 * Activities in a row are sums of steps, so a window function gives them; all else hangs on the case and the place alone. The id begins with the number of
 * the case, scattered, so that the order of ids is not that of beginnings.
 */
function eventsSql(cases: number, seed: number, digit: number): string {
  const power = (purpose: string, values: number) => `floor(${values} * pow(${draw(seed, purpose, 'n')}, 3))::int`;
  const given: Readonly<Record<string, string>> = {
    bucket: "('0x' || left(id, 3))::int::smallint",
    case_id: 'id::uuid',
    seq: 'seq',
    flow: "'order'",
    version: 'case when began < 200 * 86400 then 1 else 2 end',
    entity: "'main'",
    key: "'O-' || n",
    type: 'type',
    kind: "'fact'",
    state_from: 'prev_type',
    state_to: 'type',
    actor: 'actor',
    actor_kind: "case when actor = 'erp' then 'source' else 'person' end",
    principal: 'actor',
    occurred_at: 'occurred',
    recorded_at: 'occurred',
    patch: `case when seq = 1 then json_object('state', type, 'data', json_object('customer', 'c' || customer, 'country', 'k' || country, 'amount', amount))
      else json_object('state', type) end`,
    input: "'{}'",
    outcome: "'{}'",
    deviation: 'false',
    prev_type: 'prev_type',
    gap_ms: 'epoch_ms(occurred) - epoch_ms(lag(occurred) over in_case)',
    xact: 'n',
  };
  const columns = Object.entries(logColumns).map(([name, type]) => `(${given[name] ?? 'null'})::${type} as ${name}`);
  return `with births as (
    select n, hash(n, ${seed}) as h, floor(${draw(seed, 'began', 'n')} * 365 * 86400)::bigint as began,
      1 + floor(-ln(1 - ${draw(seed, 'length', 'n')}) * 7.6)::int as length,
      ${power('customer', 500)} as customer, ${power('country', 12)} as country, 100 + floor(${draw(seed, 'amount', 'n')} * 100000)::int as amount
    from (select range as n from range(${cases})) where hash(n, ${seed}) >> 60 = ${digit}
  ),
  steps as (
    select n, began, customer, country, amount, seq::int as seq,
      format('{:016x}{:016x}', h, n) as hex,
      case when seq = 1 then 0 when ${draw(seed, 'jump', 'n', 'seq')} < 0.1 then floor(${draw(seed, 'any', 'n', 'seq')} * ${activityCount})::int
        else 1 + floor(${draw(seed, 'step', 'n', 'seq')} * 3)::int end as step,
      case when seq = 1 then 0 else -ln(1 - ${draw(seed, 'gap', 'n', 'seq')}) end as gap
    from births, unnest(range(1, least(length, ${lengthMax}) + 1)) as places(seq)
  ),
  walked as (
    select *, (sum(step) over in_case % ${activityCount})::int as place from steps window in_case as (partition by n order by seq)
  ),
  timed as (
    select *, left(hex, 8) || '-' || hex[9:12] || '-' || hex[13:16] || '-' || hex[17:20] || '-' || hex[21:32] as id, format('a{:02d}', place + 1) as type,
      timestamptz '2025-01-01 00:00:00Z' + to_milliseconds((1000 * (began + sum(gap * 3600 * (1 + place * place / 4)) over in_case))::bigint) as occurred
    from walked window in_case as (partition by n order by seq)
  ),
  told as (
    select *, lag(type) over in_case as prev_type,
      case when place % 4 = 0 then 'erp' else 'p' || (place / 4)::int || floor(6 * ${draw(seed, 'actor', 'n', 'seq')})::int end as actor
    from timed window in_case as (partition by n order by seq)
  )
  select ${columns.join(', ')} from told window in_case as (partition by n order by seq) order by case_id, seq`;
}
