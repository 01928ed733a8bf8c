import { bornPredicate, livedPredicate } from '../metric/history.ts';
import { seenPredicate } from '../metric/seen-cases.ts';
import { literal, Parameters } from '../metric/sql-text.ts';
import { knownPredicate, overHistory } from '../reader/known-at.ts';
import type { LogReader } from '../reader/log-reader.ts';
import type { DiagnosisContext, DiagnosisQuestion } from './question.ts';

/** A question being answered: what its statements share. */
export interface Desk {
  readonly reader: LogReader;
  readonly question: DiagnosisQuestion;
  readonly context: DiagnosisContext;
}

/** A statement in the making. */
export class Statement {
  readonly params = new Parameters();
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Which events of a flow are looked at: lived, seen, and known. */
  events(flow: string): string {
    const { seen, knownAt } = this.#desk.context;
    const known = knownAt === undefined ? 'true' : knownPredicate(this.params, knownAt);
    return `${seenPredicate(flow, seen, this.params)} and ${livedPredicate} and ${known}`;
  }

  /** The number of the period that an instant (SQL) is in: 1 asked about, 0 held against, null neither. */
  period(instant: string): string {
    const { from, to, against } = this.#desk.question;
    const zone = this.params.add(this.#desk.context.timeZone, 'text');
    const day = (text: string) => `(${this.params.add(text, 'timestamp')} at time zone ${zone})`;
    const within = (first: string, end: string) => `${instant} >= ${day(first)} and ${instant} < ${day(end)}`;
    return `case when ${within(from, to)} then 1 when ${within(against.from, against.to)} then 0 end`;
  }

  async rows<T>(sql: string): Promise<readonly T[]> {
    const { reader, context } = this.#desk;
    return (await reader.query(overHistory(sql, context.knownAt), this.params.values)) as readonly T[];
  }
}

/** An instant as milliseconds since 1970. */
export function millis(instant: string): string {
  return `round(extract(epoch from ${instant}) * 1000)::double precision`;
}

/** The last value of a field among the events for which a condition holds. */
export function lastValue(field: string, condition = 'true', data = 'data', seq = 'seq'): string {
  const name = literal(field);
  return `(array_agg((${data} ->> ${name}) order by ${seq} desc) filter (where (${data} -> ${name}) is not null and ${condition}))[1]`;
}

export { bornPredicate, literal };
