import type { Actor } from '@throughline/language';
import type { Database } from '../database.ts';
import { type DispatchParts, dispatchBatch } from '../dispatch/dispatch.ts';
import type { DispatchResult } from '../dispatch/submission.ts';
import { EngineError } from '../errors.ts';
import { readCasesWithPersonal } from '../sql/personal-events.ts';
import { readFamilies } from '../sql/retire-families.ts';
import { type FindPersonalRequest, type FoundPersonal, findPersonal } from './find-personal.ts';

export interface EraseRequest {
  /** Ids, at most 500; what they own goes with them. */
  readonly cases: readonly string[];
  /** A person with the role `privacy`. */
  readonly by: Actor;
  readonly reason: string;
}

export interface ErasureControls {
  /** Looks for a value in what is personal, a part of the log at a time. @throws EngineError personal-value-invalid */
  findPersonal(request: FindPersonalRequest): Promise<FoundPersonal>;
  /**
   * Takes the persons out of cases and of what they own: the command `erase` to each. Where one refuses (it is open, or held), those that
   * it owns are left alone. Results of the cases asked for come first, then those of what they own.
   *
   * @throws EngineError batch-too-large
   */
  erase(request: EraseRequest): Promise<readonly DispatchResult[]>;
}

const casesMax = 500;

export function erasureControls(database: Database, parts: DispatchParts): ErasureControls {
  return {
    findPersonal: (request) => findPersonal(database, request),
    erase: (request) => erase(database, parts, request),
  };
}

async function erase(
  database: Database,
  parts: DispatchParts,
  { cases, by, reason }: EraseRequest,
): Promise<readonly DispatchResult[]> {
  if (cases.length > casesMax)
    throw new EngineError('batch-too-large', `At most ${casesMax} cases are erased at once, not ${cases.length}`);
  const ids = [...new Set(cases)];
  const send = (wanted: readonly string[]) =>
    dispatchBatch(
      parts,
      wanted.map((id) => ({ case: { id }, input: { kind: 'command', type: 'erase', data: {}, actor: by, reason } })),
    );
  const results = await send(ids);
  const erased = results.flatMap(({ outcome, caseId }) => (outcome === 'applied' ? [caseId] : []));
  const owned = (await readFamilies(database, erased)).flatMap(({ root, id }) => (id === root ? [] : [id]));
  const asked = new Set(ids);
  const children = await readCasesWithPersonal(database, [...new Set(owned)].filter((id) => !asked.has(id)).sort());
  return children.length === 0 ? results : [...results, ...(await send(children))];
}
