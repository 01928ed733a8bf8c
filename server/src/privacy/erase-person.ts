import type { DispatchResult, FoundPersonal } from '@throughline/engine';
import type { Actor } from '@throughline/language';
import { forgetPerson } from '../sign-in/forget-person.ts';
import type { Throughline } from '../throughline.ts';

export type FoundCase = FoundPersonal['cases'][number];

export interface FindRequest {
  /** At least three characters; a part of a text is enough, and capitals do not count. */
  readonly value: string;
  readonly signal?: AbortSignal;
}

/** All cases that know a value in a personal field, or have known it. Reads the log from end to end. @throws EngineError personal-value-invalid */
export async function findPerson({ engine }: Throughline, { value, signal }: FindRequest): Promise<readonly FoundCase[]> {
  const found = new Map<string, FoundCase>();
  for (let after: string | undefined; ; ) {
    signal?.throwIfAborted();
    const page: FoundPersonal = await engine.findPersonal({ value, ...(after === undefined ? {} : { after }) });
    for (const one of page.cases) {
      const fields = new Set([...(found.get(one.id)?.fields ?? []), ...one.fields]);
      found.set(one.id, { ...one, fields: [...fields].sort() });
    }
    if (page.next === undefined) return [...found.values()];
    after = page.next;
  }
}

export interface EraseRequest extends FindRequest {
  /** Who orders it: a person who answers for privacy. */
  readonly by: string;
  readonly reason: string;
}

export interface ErasedPerson {
  readonly cases: readonly (FoundCase & { readonly result: DispatchResult })[];
  /** Rows beside the log that held the value: answers to requests, rejected records of imports and connections, addresses by which somebody signed in. */
  readonly elsewhere: number;
}

const casesAtOnce = 100;

const whole = (table: string) => [table, `delete from throughline_server.${table} t`] as const;

/**
 * What the server keeps beside the log, and how it forgets. That two systems differ, and by how much, stays: of the record what both say of it goes, and the
 * next comparison reads what they say then.
 */
const forgetting: readonly (readonly [table: string, forget: string])[] = [
  whole('answer'),
  whole('import_error'),
  whole('dead_letter'),
  whole('integration_failure'),
  ['integration_run', 'update throughline_server.integration_run t set message = null'],
  [
    'reconciliation_run',
    `update throughline_server.reconciliation_run t set found = found || '{"unread": [], "refused": []}', failure = null`,
  ],
  [
    'reconciliation_break',
    `update throughline_server.reconciliation_break t set found = found
      || case when found->'left' = 'null' then '{}' else jsonb_build_object('left', (found->'left') || '{"fields": {}}') end
      || case when found->'right' = 'null' then '{}' else jsonb_build_object('right', (found->'right') || '{"fields": {}}') end`,
  ],
];

/** Erases every case that knows a value, with all that is personal in it and in what it owns; then what the server kept of it beside the log. */
export async function erasePerson(throughline: Throughline, request: EraseRequest): Promise<ErasedPerson> {
  const { value, by, reason, signal } = request;
  const { engine, pool } = throughline;
  const found = await findPerson(throughline, request);
  const actor: Actor = { id: by, kind: 'person', principal: by, roles: ['privacy'] };
  const results = new Map<string, DispatchResult>();
  for (let from = 0; from < found.length; from += casesAtOnce) {
    signal?.throwIfAborted();
    const cases = found.slice(from, from + casesAtOnce).map(({ id }) => id);
    for (const result of await engine.erase({ cases, by: actor, reason })) {
      // What is owned is erased with its owner, and once more where it was found itself: then it is so already.
      if (results.get(result.caseId)?.outcome !== 'applied') results.set(result.caseId, result);
    }
  }
  let elsewhere = await forgetPerson(pool, value);
  for (const [table, forget] of forgetting) {
    const { rows } = await pool.query<{ found: boolean }>('select to_regclass($1) is not null as found', [
      `throughline_server.${table}`,
    ]);
    if (rows[0]?.found !== true) continue;
    const { rowCount } = await pool.query(`${forget} where position(lower($1) in lower(t::text)) > 0`, [value.trim()]);
    elsewhere += rowCount ?? 0;
  }
  return { cases: found.map((one) => ({ ...one, result: results.get(one.id) as DispatchResult })), elsewhere };
}
