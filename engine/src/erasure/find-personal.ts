import type { Json } from '@throughline/language';
import { bucketOf } from '../case-id.ts';
import { type Database, inTransaction } from '../database.ts';
import { EngineError } from '../errors.ts';
import { readPersonalEvents } from '../sql/personal-events.ts';
import { type CaseView, readCaseViews } from '../sql/read-cases.ts';
import { type LogPosition, logStart } from '../sql/read-log-page.ts';

export interface FindPersonalRequest {
  /** What to look for, in any personal field and any time of a case: a part of a text; capitals and small letters are one. */
  readonly value: string;
  /** `next` of the page before. */
  readonly after?: string;
}

export interface FoundPersonal {
  /** At most those of 20,000 events; a case may stand on two pages. */
  readonly cases: readonly (Pick<CaseView, 'id' | 'flow' | 'entity' | 'key' | 'state'> & {
    readonly fields: readonly string[];
  })[];
  /** Absent: that was all. */
  readonly next?: string;
}

const eventsAtOnce = 20_000;
/** Less would be found everywhere. */
const valueLengthMin = 3;

/**
 * Looks through the next part of the log for a value in what is personal. It reads the log from end to end, and nothing else, as whatever
 * a case knew of a person came by an event: what was replaced since is found, too.
 *
 * @throws EngineError personal-value-invalid
 */
export async function findPersonal(database: Database, { value, after }: FindPersonalRequest): Promise<FoundPersonal> {
  const wanted = folded(value).trim();
  if (wanted.length < valueLengthMin)
    throw new EngineError('personal-value-invalid', `Expected at least ${valueLengthMin} characters to look for`);
  const events = await inTransaction(
    database,
    (client) => readPersonalEvents(client, positionOf(after), eventsAtOnce),
    'begin read only',
  );
  const fields = new Map<string, Set<string>>();
  for (const { caseId, personal } of events) {
    if (personal === null || !folded(personal).includes(folded(JSON.stringify(wanted).slice(1, -1)))) continue;
    const found = fields.get(caseId) ?? new Set();
    namesHolding(JSON.parse(personal) as Json, wanted, found);
    if (found.size > 0) fields.set(caseId, found);
  }
  const views = await readCaseViews(database, [...fields.keys()]);
  const cases = views.map(({ id, flow, entity, key, state }) => {
    return { id, flow, entity, key, state, fields: [...(fields.get(id) ?? [])].sort() };
  });
  const last = events.at(-1);
  return last === undefined ? { cases } : { cases, next: `${last.caseId}/${last.seq}` };
}

function positionOf(after: string | undefined): LogPosition {
  if (after === undefined) return logStart;
  const [, caseId, seq] = /^([0-9a-f-]{36})\/([0-9]{1,9})$/.exec(after) ?? [];
  if (caseId === undefined) throw new EngineError('personal-value-invalid', 'Expected `next` of the page before as `after`');
  return { bucket: bucketOf(caseId), caseId, seq: Number(seq) };
}

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** The names of the members, at any depth, whose value has the text in it. */
function namesHolding(value: Json, wanted: string, found: Set<string>, name = ''): void {
  if (Array.isArray(value)) for (const item of value as readonly Json[]) namesHolding(item, wanted, found, name);
  else if (typeof value === 'object' && value !== null)
    for (const [key, member] of Object.entries(value)) namesHolding(member as Json, wanted, found, key);
  else if (value !== null && folded(String(value)).includes(wanted)) found.add(name);
}
