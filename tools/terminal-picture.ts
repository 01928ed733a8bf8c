// Draws what a command prints as a picture of a terminal: `... | node tools/terminal-picture.ts "the command" > docs/pictures/x.svg`.
import { text } from 'node:stream/consumers';

const [command = ''] = process.argv.slice(2);
const lines = [`$ ${command}`, ...(await text(process.stdin)).trimEnd().split('\n')];
const [charWidth, lineHeight, margin] = [7.83, 18, 20];
const width = Math.ceil(Math.max(...lines.map(({ length }) => length)) * charWidth + 2 * margin);
const height = lines.length * lineHeight + 2 * margin;
const escaped = (line: string) => line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const rows = lines.map((line, index) => {
  const colour = index === 0 ? '#7ee0a1' : '#d7dce2';
  return `<text x="${margin}" y="${margin + 13 + index * lineHeight}" fill="${colour}" textLength="${(line.length * charWidth).toFixed(1)}">${escaped(line)}</text>`;
});
console.log(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(command)}">
<rect width="100%" height="100%" rx="8" fill="#15191e"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13" xml:space="preserve" style="white-space:pre">
${rows.join('\n')}
</g>
</svg>`,
);
