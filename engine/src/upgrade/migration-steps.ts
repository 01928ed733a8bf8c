/** What one statement of a migration does to tables that are there already. */
export interface MigrationStep {
  readonly does: 'adds columns' | 'changes a table' | 'builds an index' | 'writes rows';
  /** Without its schema. */
  readonly table: string;
  /** Whether it reads or writes each row, so that its time grows with the table. */
  readonly isLong: boolean;
  /** What others cannot do with the table until the upgrade is over. */
  readonly locks: 'reading and writing' | 'writing' | 'nothing';
}

/** The comment that a migration begins with, in one line. */
export function summaryOf(text: string): string {
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    if (!line.startsWith('--')) break;
    lines.push(line.slice(2).trim());
  }
  return lines.join(' ');
}

type Reading = readonly [shape: RegExp, step: Omit<MigrationStep, 'table'>];

const name = '(?:throughline\\.)?"?([a-z_]+)"?';
/** The locks are those of https://www.postgresql.org/docs/current/explicit-locking.html, as the forms of our migrations take them. */
const readings: readonly Reading[] = [
  [new RegExp(`^alter table ${name} add column`), { does: 'adds columns', isLong: false, locks: 'reading and writing' }],
  [new RegExp(`^alter table ${name} `), { does: 'changes a table', isLong: false, locks: 'reading and writing' }],
  [new RegExp(`^create (?:unique )?index \\S+ on ${name}`), { does: 'builds an index', isLong: true, locks: 'writing' }],
  [new RegExp(`^update ${name} `), { does: 'writes rows', isLong: true, locks: 'nothing' }],
  [new RegExp(`^insert into ${name} .*\\bselect\\b`), { does: 'writes rows', isLong: false, locks: 'nothing' }],
];

/** What a migration does to `tables`, those that are there; new tables are left out, as nobody waits for them. */
export function stepsOf(text: string, tables: ReadonlySet<string>): readonly MigrationStep[] {
  return statementsOf(text).flatMap((statement) => {
    for (const [shape, step] of readings) {
      const table = shape.exec(statement)?.[1];
      if (table !== undefined) return tables.has(table) ? [{ table, ...step }] : [];
    }
    return [];
  });
}

/** In our migrations no text and no comment within a statement holds a semicolon at the end of its line. */
function statementsOf(text: string): readonly string[] {
  const bare = text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('--'))
    .join('\n');
  return bare.split(/;\s*(?:\n|$)/).map((statement) => statement.trim().replaceAll(/\s+/g, ' '));
}
