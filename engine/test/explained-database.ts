import type pg from 'pg';
import type { Client, Database, Query } from '../src/database.ts';

/** How a statement went about a table, and at how many of its rows and index entries it looked. */
export interface Access {
  readonly how: string;
  readonly table: string;
  readonly index: string | undefined;
  readonly rows: number;
}

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly Node[];
}

/** A database that explains each query as it is run, in the same transaction and so under the same settings. */
export function explainedDatabase(pool: pg.Pool): Database & { readonly seen: Access[] } {
  const seen: Access[] = [];
  const explained = async (run: (query: Query) => Promise<unknown>, { text, values = [] }: Query) => {
    if (!/^\s*(select|with)\b/i.test(text)) return;
    const result = (await run({ text: `explain (analyze, timing off, format json) ${text}`, values })) as {
      rows: { 'QUERY PLAN': [{ Plan: Node }] }[];
    };
    for (const { 'QUERY PLAN': plan } of result.rows) collect(plan[0].Plan, seen);
  };
  return {
    seen,
    async query<R>(query: Query) {
      await explained((each) => pool.query(each as pg.QueryConfig), query);
      return pool.query<R & pg.QueryResultRow>(query as pg.QueryConfig) as never;
    },
    async connect() {
      const client = await pool.connect();
      const wrapped: Client = {
        async query<R>(query: Query) {
          await explained((each) => client.query(each as pg.QueryConfig), query);
          return client.query<R & pg.QueryResultRow>(query as pg.QueryConfig) as never;
        },
        release: (error) => client.release(error),
      };
      return wrapped;
    },
  };
}

function collect(node: Node, seen: Access[]): void {
  const table = node['Relation Name'];
  if (table !== undefined) {
    const rows = node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
    seen.push({ how: node['Node Type'], table, index: node['Index Name'], rows: Math.round(rows * node['Actual Loops']) });
  }
  for (const child of node.Plans ?? []) collect(child, seen);
}
