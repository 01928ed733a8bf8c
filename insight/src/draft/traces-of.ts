import { ask, number, type Row, text, textOrNull } from '../mining/rows.ts';
import { checkSelection, type MiningSelection } from '../mining/selection.ts';
import { formOf, stepsSql } from '../mining/steps.ts';
import type { LogReader } from '../reader/log-reader.ts';
import type { DraftTrace } from './draft-log.ts';

export interface TracesOptions {
  /** Who acted is told too. */
  readonly actors?: boolean;
  /** How many events a page has. Default 100,000. */
  readonly pageEvents?: number;
  readonly signal?: AbortSignal;
}

const pageEventsDefault = 100_000;

/**
 * The cases of a log as traces, a page at a time: of the projection, of PostgreSQL or of a file that was opened as a log. Who acted is told only
 * where it is asked for: it may be personal.
 *
 * @throws {MiningRequestError} where the period is none
 */
export async function* tracesOf(
  reader: LogReader,
  selection: MiningSelection,
  options: TracesOptions = {},
): AsyncGenerator<readonly DraftTrace[]> {
  checkSelection(selection);
  const form = await formOf(reader, selection);
  const at = 'round(extract(epoch from occurred_at) * 1000)::double precision as at_ms';
  const { pageEvents = pageEventsDefault } = options;
  let after: string | null = null;
  for (;;) {
    options.signal?.throwIfAborted();
    const last: string | null = after;
    const rows = await ask(reader, (params) => {
      const steps = stepsSql(selection, form, params, ['key', at, options.actors === true ? 'actor' : 'null::text as actor']);
      // By texts: numbers and UUIDs are ids of cases, by the log.
      const from = last === null ? '' : `where case_id::text > ${params.add(last, 'text')}`;
      return `select case_id::text as case_id, key, type, at_ms, actor from (${steps}) as steps ${from}
        order by steps.case_id::text, n limit ${pageEvents}`;
    });
    const isLast = rows.length < pageEvents;
    const cases = [...Map.groupBy(rows, (row) => text(row, 'case_id'))];
    // The last case of a page may go on in the next, unless it is the only one: longer than a page none is read.
    const whole = isLast || cases.length === 1 ? cases : cases.slice(0, -1);
    yield whole.map(([caseId, events]) => ({ case: textOrNull(events[0] ?? {}, 'key') ?? caseId, events: events.map(eventOf) }));
    after = whole.at(-1)?.[0] ?? null;
    if (isLast || after === null) return;
  }
}

function eventOf(row: Row) {
  const at = row['at_ms'] === null ? Number.NaN : number(row, 'at_ms');
  return { activity: text(row, 'type'), at, who: textOrNull(row, 'actor') ?? undefined };
}
