import { oneLine } from './wording.ts';

/** Text as text: nothing in it is Markdown or HTML, and it stays on its line. */
export function plain(text: string): string {
  return oneLine(text.toWellFormed())
    .replace(/[\\`*_{}[\]<>|~#&]/g, (sign) => (sign === '<' ? '&lt;' : sign === '&' ? '&amp;' : `\\${sign}`))
    .replace(/^([-+]|\d+[.)])(?=\s)/, (start) => `${start.slice(0, -1)}\\${start.slice(-1)}`);
}

/** Code on one line, also within a table. */
export function code(text: string): string {
  const line = oneLine(text.toWellFormed());
  if (line === '') return '';
  const ticks = '`'.repeat(Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  // A bar would end the cell even within code.
  return `${ticks}${pad}${line.replaceAll('|', '\\|')}${pad}${ticks}`;
}

/** A table of cells that are Markdown already; columns in which no row says anything are left out. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const shown = headings.map((_, column) => rows.some((row) => (row[column] ?? '') !== ''));
  const line = (cells: readonly string[]) => `| ${cells.filter((_, column) => shown[column]).join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Blocks of Markdown, those that say nothing left out. */
export function blocks(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== '' && part !== false).join('\n\n');
}
