import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The text of a file of the repository. */
export const readText = (path: string): string => readFileSync(`${root}/${path}`, 'utf8');

/** A test file, and the beginnings of the names of the tests in it that are meant; none: all of them. */
export type NamedTests = readonly [path: string, names: readonly string[]];

/** The cells of the rows of a document's tables, without their heads. */
export function tableRows(document: string): readonly (readonly string[])[] {
  const lines = document.split('\n');
  const isRow = (line: string | undefined) => line?.startsWith('| ') === true;
  return lines
    .filter((line, index) => isRow(line) && !/^\| -/.test(line) && !/^\| -/.test(lines[index + 1] ?? ''))
    .map((line) => line.replace(/^\| | \|$/g, '').split(' | '));
}

/** What a cell names: files in backquotes, each with names of its tests in asterisks, one after the other by semicolons. */
export function testsNamed(cell: string): readonly NamedTests[] {
  return cell.split('; ').map((part) => {
    const path = /^`([^`]+)`/.exec(part)?.[1] ?? '';
    return [path, [...part.matchAll(/\*([^*]+)\*/g)].map(([, name = '']) => name)];
  });
}

/** Those of some tests that are not there, in words. */
export function missingTests([path, names]: NamedTests): readonly string[] {
  if (!/\.test\.ts$/.test(path) || !existsSync(`${root}/${path}`)) return [`there is no test ${path}`];
  const text = readText(path).replaceAll(/test\(\s+/g, 'test(');
  return names
    .filter((name) => !["'", '`', '"'].some((quote) => text.includes(`test(${quote}${name}`)))
    .map((name) => `${path} has no test ${name}`);
}
