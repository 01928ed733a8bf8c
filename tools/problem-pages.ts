import { problems, type Route, routes } from '@throughline/api';

/** The pages of docs/problems, by file name: one a code, and their list. */
export function problemPages(): ReadonlyMap<string, string> {
  const codes = Object.entries(problems);
  const rows = codes.map(([code, { status, title }]) => `| [${code}](${code}.md) | ${status} | ${title} |`);
  const list = [
    '# Problems',
    '',
    'What a request can be answered with instead of its result (RFC 9457, `application/problem+json`). Codes are stable. Made from',
    '`api/src/problems.ts` by `node tools/write-openapi.ts`.',
    '',
    '| code | status | meaning |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ];
  return new Map([
    ['README.md', list.join('\n')],
    ...codes.map(([code, { status, title, action }]): [string, string] => {
      const where = Object.entries(routes).filter(([, route]) => (route as Route).problems?.some((named) => named === code));
      const lines = [...['', 'Of these operations:', ''], ...where.map(([name]) => `- \`${name}\``)];
      return [
        `${code}.md`,
        [`# ${code}`, '', `${title}. Status ${status}.`, '', action, ...(where.length === 0 ? [] : lines), ''].join('\n'),
      ];
    }),
  ]);
}
