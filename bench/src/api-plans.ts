import { openPostgres } from '@throughline/server/postgres';
import pg from 'pg';

/** How a statement went about a table, and at how many of its rows it looked. */
export interface Access {
  readonly how: string;
  readonly table: string;
  readonly rows: number;
}

/** A statement as it was run. */
export interface Statement {
  readonly text: string;
  readonly accesses: readonly Access[];
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

const settings = [
  ['session_preload_libraries', 'auto_explain'],
  ['auto_explain.log_min_duration', '0'],
  ['auto_explain.log_analyze', 'on'],
  ['auto_explain.log_timing', 'off'],
  ['auto_explain.log_format', 'json'],
  ['auto_explain.log_level', 'notice'],
] as const;

/**
 * PostgreSQL tells with each statement of the home's database how it ran it. What the connections opened from now on hear is in `heard`,
 * in the order in which it came; `heard` may be emptied.
 */
export async function hearPlans(home: string): Promise<{ readonly heard: Statement[]; stop(): void }> {
  const postgres = await openPostgres({ home });
  const superuser = new pg.Client({ connectionString: postgres.superuserUrl('postgres') });
  await superuser.connect();
  for (const [name, value] of settings) await superuser.query(`alter database throughline set ${name} = '${value}'`);
  await superuser.end();
  await postgres.close();
  const heard: Statement[] = [];
  const emit = pg.Client.prototype.emit;
  pg.Client.prototype.emit = function (this: pg.Client, event: string | symbol, ...values: unknown[]) {
    if (event === 'notice') note(String((values[0] as Error).message), heard);
    return emit.call(this, event, ...values);
  };
  return {
    heard,
    stop: () => {
      pg.Client.prototype.emit = emit;
    },
  };
}

function note(message: string, heard: Statement[]): void {
  const mark = 'plan:\n';
  const at = message.indexOf(mark);
  if (at < 0) return;
  const said = JSON.parse(message.slice(at + mark.length)) as { readonly 'Query Text': string; readonly Plan: Node };
  heard.push({ text: said['Query Text'], accesses: accessesOf(said.Plan) });
}

function accessesOf(node: Node): readonly Access[] {
  const table = node['Relation Name'] ?? (node['Node Type'] === 'Bitmap Index Scan' ? node['Index Name'] : undefined);
  const rows = node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  const own = table === undefined ? [] : [{ how: node['Node Type'], table, rows: Math.round(rows * node['Actual Loops']) }];
  return [...own, ...(node.Plans ?? []).flatMap(accessesOf)];
}
