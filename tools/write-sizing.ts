// Writes the sizing table of docs/guide/scale.md from what the bench prints:
// npm run -s bench -- engine.dispatch engine.command engine.http engine.deadlines --json | node tools/write-sizing.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

interface Measured {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly ratio: number;
  readonly peerName: string;
  readonly note?: string;
}

const page = fileURLToPath(new URL('../docs/guide/scale.md', import.meta.url));
const [begin, end] = ['<!-- sizing -->', '<!-- end of sizing -->'];
const workingHours = 8;
const count = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 0 });

const measured = (await text(process.stdin))
  .split('\n')
  .filter((line) => line.startsWith('{'))
  .map((line) => JSON.parse(line) as Measured);
if (measured.length === 0) throw new Error('The bench printed nothing: call it with --json');

const rows = measured.map(({ name, value, unit, ratio, peerName, note }) => {
  const inADay = /\/s\b/.test(unit) ? count(value * workingHours * 3600) : '';
  return `| \`${name}\` | ${count(value)} ${unit} | ${inADay} | ${ratio} of ${peerName} | ${note ?? ''} |`;
});
const table = [
  `| measured | here | in ${workingHours} hours | beside it | and |`,
  '| --- | --- | --- | --- | --- |',
  ...rows,
].join('\n');

const [before, rest] = readFileSync(page, 'utf8').split(begin);
const after = rest?.split(end)[1];
if (before === undefined || after === undefined) throw new Error(`${page} has no place for the table`);
writeFileSync(page, `${before}${begin}\n${table}\n${end}${after}`);
