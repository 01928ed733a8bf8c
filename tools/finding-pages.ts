import { checkFlow, type Finding, type FindingCode, findingCatalogue } from '@throughline/language';
import { invoice } from '../language/test/invoice-flow.ts';
import { order } from '../language/test/order-flow.ts';
import { type SeededDefect, seededDefects } from '../language/test/seeded-defects.ts';

/* The pages of docs/findings: what each code means, and how it is said of a slip in a flow that had none. */

const examplesMax = 4;
const lengthMax = 1200;

/** By file name: one a code, and their list. */
export function findingPages(): ReadonlyMap<string, string> {
  const codes = Object.entries(findingCatalogue) as [FindingCode, (typeof findingCatalogue)[FindingCode]][];
  const rows = codes.map(([code, { severity, meaning }]) => `| [${code}](${code}.md) | ${severity} | ${cell(meaning)} |`);
  const list = [
    '# Findings',
    '',
    'What the checker can say of a definition ([how to check](../guide/check.md)). Codes stay the same from release to release. An error must be mended',
    'before a flow can be deployed; a warning is yours to weigh. Made from `language/src/checker/catalogue.ts` by `node tools/write-findings.ts`.',
    '',
    '| code | severity | meaning |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ];
  return new Map([['README.md', list.join('\n')], ...codes.map(([code]): [string, string] => [`${code}.md`, pageOf(code)])]);
}

function pageOf(code: FindingCode): string {
  const { severity, meaning } = findingCatalogue[code];
  const weight = severity === 'error' ? 'An error: it must be mended before the flow can be deployed.' : 'A warning.';
  const shown = seededDefects
    .filter((defect) => defect.code === code)
    .flatMap(exampleOf)
    .slice(0, examplesMax);
  const examples =
    shown.length === 0 ? [] : ['What is said of slips in a flow of invoices or orders that had none:', '', ...shown];
  return [`# ${code}`, '', `${meaning}. ${weight}`, '', ...examples].join('\n');
}

/** None where what is said is as large as what is wrong. */
function exampleOf({ code, slip, path, flow }: SeededDefect): readonly string[] {
  const found = checkFlow(flow, { others: [invoice, order] }).find((finding) => finding.code === code && finding.path === path);
  const said = found === undefined ? '' : told(found);
  return said === '' || said.length > lengthMax || said.includes('\0')
    ? []
    : [`**${capital(slip)}**\n\n\`\`\`text\n${said}\`\`\`\n`];
}

function told({ severity, code, path, message, witness, mend }: Finding): string {
  const place = path === '' ? 'the whole' : path;
  const lines = [
    `${severity} ${code}: ${message}`,
    `  at       ${place}`,
    ...witness.map((line) => `  because  ${line}`),
    `  to do    ${mend}`,
  ];
  return `${lines.join('\n')}\n`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const cell = (text: string) => text.replaceAll('|', '\\|');
