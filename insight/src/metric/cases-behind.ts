import type { MetricDefinition } from '@throughline/language';
import type { LogReader } from '../reader/log-reader.ts';
import { withCalendarRange } from './calendar-range.ts';
import { compileCases } from './compile.ts';
import type { MetricRequest } from './request.ts';

/** A case behind a value, and what it brings. */
export interface CaseBehind {
  readonly caseId: string;
  readonly flow: string;
  readonly entity: string;
  readonly key: string;
  /** Its number: days of a duration, 1 or 0 of a share, its events of a count, minor units of a sum or of what is still owed. */
  readonly value: number;
  /** Its weight in a weighted mean, or its sale in days sales outstanding: minor units as an integer text; else 1. */
  readonly weight: string;
  readonly currency: string | null;
  /** The value of the dimension asked by. */
  readonly segment: string | null;
  readonly numerator: boolean;
  readonly denominator: boolean;
}

export interface CasesBehind {
  readonly cases: readonly CaseBehind[];
  /** Give it as `after` for the next page; absent on the last. */
  readonly next?: string;
}

export interface CasesRequest extends MetricRequest {
  readonly after?: string;
  /** At most 10,000. Default 1,000. */
  readonly limit?: number;
}

/**
 * The cases behind a value, in the order of their ids, page by page. With the same request as `measure`, those with `denominator`
 * are the ones in `n`, except in days sales outstanding, where what is owed (`numerator`) counts too.
 *
 * @throws {MetricRequestError} where it cannot be asked in this way.
 */
export async function casesBehind(reader: LogReader, metric: MetricDefinition, request: CasesRequest = {}): Promise<CasesBehind> {
  const { after, limit: asked, ...rest } = request;
  const limit = Math.max(1, Math.min(10_000, asked ?? 1_000));
  const ranged = await withCalendarRange(reader, metric, rest);
  const { sql, params } = compileCases(metric, ranged, { limit: limit + 1, ...(after === undefined ? {} : { after }) });
  const rows = await reader.query(sql, params);
  const cases = rows.slice(0, limit).map(
    ({ id, weight, ...row }) =>
      ({
        caseId: id,
        ...row,
        weight: String(weight)
          .replace(/(\.\d*?)0+$/, '$1')
          .replace(/\.$/, ''),
      }) as unknown as CaseBehind,
  );
  const next = rows.length > limit ? cases.at(-1)?.caseId : undefined;
  return { cases, ...(next === undefined ? {} : { next }) };
}
