import {
  applyPatch,
  type CaseRecord,
  canonical,
  type EventData,
  type Json,
  type JsonObject,
  joinPersonal,
} from '@throughline/language';
import { caseId, childId } from '../case-id.ts';
import type { StoredCase } from '../sql/lock-cases.ts';
import type { LoggedEvent } from '../sql/read-log-page.ts';
import { type FindingCode, isErased } from './check-event.ts';

/** A case as its events make it. */
export interface Fold {
  readonly last: LoggedEvent;
  readonly record: CaseRecord;
  /** The name that it was born with: its id follows from it, whatever it is called since. */
  readonly born: CaseRecord;
  /** The versions of its flow that it has run. */
  readonly versions: ReadonlySet<number>;
  /** A patch was erased whole: the data cannot be told any more. */
  readonly isDataErased: boolean;
  /** Personal fields were erased: the others still can be compared. */
  readonly isPersonalErased: boolean;
}

/** Adds an event to the fold of its case. */
export function fold(before: Fold | undefined, event: LoggedEvent): Fold {
  const born = before?.born ?? unborn(event);
  const record = applyPatch(before?.record ?? born, patchOf(event));
  return {
    last: event,
    record,
    born,
    versions:
      before?.versions.has(event.version) === true ? before.versions : new Set([...(before?.versions ?? []), event.version]),
    isDataErased: before?.isDataErased === true || event.patch === null,
    isPersonalErased: before?.isPersonalErased === true || isErased(event),
  };
}

function patchOf({ patch, input, personal }: LoggedEvent): EventData['patch'] {
  if (patch === null) return {};
  const open = { input: parse(input ?? '{}'), patch: parse(patch) } as EventData;
  return joinPersonal(open, personal === null ? undefined : (JSON.parse(personal) as EventData)).patch;
}

function parse(text: string): JsonObject {
  return JSON.parse(text) as JsonObject;
}

/** The name of a case stands in the context of its first event. */
function unborn(event: LoggedEvent): CaseRecord {
  const named = (parse(event.context).case ?? {}) as Readonly<Partial<Record<'flow' | 'entity' | 'key' | 'parent', string>>>;
  const { flow = '', entity = '', key = '', parent } = named;
  return {
    id: event.caseId,
    flow,
    entity,
    key,
    ...(parent === undefined ? {} : { parent }),
    version: event.version,
    state: '',
    seq: 0,
    data: {},
    clocks: {},
    enteredAt: Number.NaN,
  };
}

/** What verification says of a stored case against the fold of its events; nothing where all is well. */
export function checkCase(
  folded: Fold,
  stored: StoredCase | undefined,
  openFields: (data: JsonObject) => JsonObject,
): FindingCode | undefined {
  const { record, born, last } = folded;
  if (stored === undefined) return 'case-missing';
  const is = stored.record;
  const idFromName = born.parent === undefined ? caseId(born) : childId(born.parent, born.flow, born.key);
  const hasName = is.flow === record.flow && is.entity === record.entity && is.key === record.key && is.parent === record.parent;
  if (idFromName !== record.id || !hasName) return 'identity-changed';
  if (is.seq !== last.seq || stored.head !== last.hash) return 'head-changed';
  if (
    is.version !== last.version ||
    is.state !== last.to ||
    (!folded.isDataErased && (is.state !== record.state || is.enteredAt !== record.enteredAt)) ||
    stored.lastType !== last.type ||
    stored.lastAt !== last.occurredAt ||
    stored.recordedAt !== last.recordedAt
  )
    return 'state-changed';
  if (folded.isDataErased) return undefined;
  const compared = folded.isPersonalErased ? openFields : (data: JsonObject) => data;
  if (!isSame(compared(is.data), compared(record.data))) return 'data-differs';
  return folded.isPersonalErased || isSame(is.clocks as Json, record.clocks as Json) ? undefined : 'clocks-differ';
}

function isSame(a: Json, b: Json): boolean {
  return canonical(a) === canonical(b);
}
