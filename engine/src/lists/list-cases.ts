import type { CompiledFlow } from '@throughline/language';
import { type Client, type Database, inTransaction } from '../database.ts';
import { type CaseView, pageMax, readCaseViews } from '../sql/read-cases.ts';
import { type CaseQuery, invalid, kindOfField, readSelection } from './case-query.ts';
import { readSettings } from './conditions-sql.ts';
import { type Position, queryDigest, readCursor, writeCursor } from './cursor.ts';
import { findSelective } from './driver.ts';
import { columnByKind } from './list-rows.ts';
import { type Order, type PagePart, type PageRow, pageStatement } from './page-sql.ts';

export interface CasePage {
  readonly cases: readonly CaseView[];
  /** Give it as `after` for the next page; absent on the last. */
  readonly next?: string;
}

/**
 * One page of a list. Cases that have the value by which it is sorted come first, in its order; then those that have none, by
 * state. Either part is read by an index, however selective the filters are.
 *
 * @throws EngineError list-field-unknown, list-value-invalid, list-cursor-invalid
 */
export async function listCases(database: Database, flow: CompiledFlow, query: CaseQuery): Promise<CasePage> {
  const selection = readSelection(flow, query);
  const order = readOrder(flow, query.sort);
  const limit = readLimit(query.limit);
  const digest = queryDigest(query);
  const after = query.after === undefined ? undefined : readCursor(query.after, digest, order.column);
  const selective = await findSelective(database, selection);
  return inTransaction(
    database,
    async (client) => {
      const found = await readPage(client, { selection, order, after, selective, limit: limit + 1 });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const cases = await readCaseViews(
        client,
        page.map(({ id }) => id),
      );
      return found.length > limit && last !== undefined ? { cases, next: writeCursor(digest, last) } : { cases };
    },
    readSettings.page,
  );
}

/** The positions of a page, in order: the same ones whichever way they are found. */
export async function readPage(client: Client, wanted: Omit<PagePart, 'part'>): Promise<readonly Position[]> {
  const { after, limit } = wanted;
  const found: Position[] = [];
  for (const part of ['present', 'absent'] as const) {
    if (found.length === limit || (part === 'present' && after?.part === 'absent')) continue;
    const statement = pageStatement({
      ...wanted,
      part,
      after: after?.part === part ? after : undefined,
      limit: limit - found.length,
    });
    const { rows } = await client.query<PageRow>(statement);
    found.push(...rows.map(({ id, value }) => ({ part, value, id })));
  }
  return found;
}

function readOrder(flow: CompiledFlow, { field, descending = false }: NonNullable<CaseQuery['sort']> = { field: '$key' }): Order {
  if (field === '$due') return { field, column: 'due', descending };
  return { field, column: columnByKind[kindOfField(flow, field, '/sort/field')], descending };
}

function readLimit(limit = 100): number {
  if (!Number.isInteger(limit) || limit < 1) throw invalid('/limit', `1 to ${pageMax}`, limit);
  return Math.min(limit, pageMax);
}
