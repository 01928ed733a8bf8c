import { bornPredicate, livedPredicate } from '../metric/history.ts';
import { isDay } from '../metric/request.ts';
import { type SeenCases, seenPredicate } from '../metric/seen-cases.ts';
import { allOf, literal, literals, type Parameters } from '../metric/sql-text.ts';
import { bookkeepingTypes } from '../reader/log-activities.ts';

/** Of which cases the log is mined. */
export interface MiningSelection {
  readonly flow: string;
  /** Only cases that began on this day (`YYYY-MM-DD`, in `timeZone`) or later. */
  readonly from?: string;
  /** Only cases that began before this day. */
  readonly to?: string;
  /** IANA zone in which days are counted. Default UTC. */
  readonly timeZone?: string;
  /** Only cases whose fields have these values at the last; also `entity`. */
  readonly where?: Readonly<Record<string, string>>;
  /** Only cases that somebody may see; absent: all. */
  readonly seen?: readonly SeenCases[];
  /** The kernel's bookkeeping counts as activities too. */
  readonly all?: boolean;
}

/** A period is no day, or has nothing in it. */
export class MiningRequestError extends Error {
  readonly code = 'mining-request';
  readonly place: string;

  constructor(place: string, message: string) {
    super(message);
    this.place = place;
  }
}

/** @throws {MiningRequestError} */
export function checkSelection({ from, to }: MiningSelection): void {
  for (const [place, day] of Object.entries({ from, to }))
    if (day !== undefined && !isDay(day)) throw new MiningRequestError(place, `${JSON.stringify(day)} is no day (YYYY-MM-DD)`);
  if (from !== undefined && to !== undefined && to <= from)
    throw new MiningRequestError('to', `${to} is not after ${from}; it is the day after the last`);
}

/** Events that are steps of the work: facts always, and all else that is no bookkeeping. */
export function workPredicate({ all = false }: MiningSelection): string {
  return all ? livedPredicate : `${livedPredicate} and (kind = 'fact' or type not in (${literals([...bookkeepingTypes])}))`;
}

/** The sorts of events that are no steps: what `workPredicate` leaves out. */
export function otherPredicates({ all = false }: MiningSelection): readonly string[] {
  const unlived = ["state_to = 'expected'", "type = 'alias' and state_to = 'merged'"];
  return all ? unlived : [...unlived, `kind <> 'fact' and type in (${literals([...bookkeepingTypes])})`];
}

/** Events of the cases that are looked at, steps or not. */
export function casesPredicate(selection: MiningSelection, params: Parameters): string {
  const { flow, from, to, timeZone = 'UTC', where = {}, seen } = selection;
  const ofFlow = seenPredicate(flow, seen, params);
  const { entity, ...fields } = where;
  const parts = [ofFlow];
  if (entity !== undefined) parts.push(`entity = ${params.add(entity, 'text')}`);
  if (from !== undefined || to !== undefined) {
    const bound = (day: string) => `(${params.add(day, 'timestamp')} at time zone ${params.add(timeZone, 'text')})`;
    const begun = [
      ...(from === undefined ? [] : [`occurred_at >= ${bound(from)}`]),
      ...(to === undefined ? [] : [`occurred_at < ${bound(to)}`]),
    ];
    parts.push(
      `case_id in (select case_id from throughline.event_log where flow = ${literal(flow)} and ${bornPredicate} and ${allOf(begun)})`,
    );
  }
  for (const [field, value] of Object.entries(fields))
    parts.push(
      `case_id in (select case_id from (${lastValues(flow, { value: field })}) as known where ${saidSql('value')} = ${params.add(value, 'text')})`,
    );
  return allOf(parts);
}

/** All cases of the flow are looked at, or all of some entities: no case has to be known for it. */
export function isOfWholeFlow({ from, to, where = {}, seen }: MiningSelection): boolean {
  const fields = Object.keys(where).filter((name) => name !== 'entity');
  return (
    from === undefined && to === undefined && fields.length === 0 && !(seen ?? []).some(({ ownedBy }) => ownedBy !== undefined)
  );
}

/** The last values of fields of each case of a flow that has some, as the text of JSON: columns by the names given. */
export function lastValues(flow: string, fields: Readonly<Record<string, string>>): string {
  // The greatest of number and value is the last value: no sorting, as an aggregate by order would take. Numbers are made equally long.
  const columns = Object.entries(fields).map(
    ([name, field]) => `substr(max((seq::bigint + 10000000000)::text || (data -> ${literal(field)})::text), 12) as ${name}`,
  );
  return `select case_id, ${columns.join(', ')}
    from (select case_id, seq, patch -> 'data' as data from throughline.event_log
      where flow = ${literal(flow)} and ${livedPredicate} and patch is not null and ${namesOne(fields)}) as told
    group by case_id`;
}

/** The same from what is at hand of each case: most have told of their fields once. */
export function summedValues(flow: string, fields: Readonly<Record<string, string>>): string {
  const columns = Object.entries(fields).map(([name, field]) => {
    const pointer = literal(`/1/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    const numbered = `((one ->> 0)::bigint + 10000000000)::text || json_extract(one, ${pointer})::text`;
    const last = `substr(list_max([${numbered} for one in json_extract('[' || said || ']', '$[*]')]), 12)`;
    const told = `case when tells = 1 then json_extract(said, ${pointer})::text else ${last} end`;
    return `${told} as ${name}`;
  });
  return `select case_id, ${columns.join(', ')} from throughline.case_sums where flow = ${literal(flow)} and tells > 0`;
}

/** Events that do not name a field are not taken apart; whether a text has a name in it is quickly seen (in DuckDB soonest by `like`). */
function namesOne(fields: Readonly<Record<string, string>>): string {
  const named = Object.values(fields).map((field) =>
    /^[\w -]+$/.test(field)
      ? `patch::text like ${literal(`%"${field}"%`)}`
      : `strpos(patch::text, ${literal(JSON.stringify(field))}) > 0`,
  );
  return `(${named.join(' or ')})`;
}

/** What a text of JSON says, as text; `null` and nothing are null. */
export function saidSql(json: string): string {
  return `(('[' || ${json} || ']')::json ->> 0)`;
}
