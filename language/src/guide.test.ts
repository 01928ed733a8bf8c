import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkFlow } from './checker/check-flow.ts';
import type { Finding } from './checker/finding.ts';

const guide = readFileSync(new URL('../../docs/guide/declare-a-flow.md', import.meta.url), 'utf8');
const blocks = [...guide.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, kind = '', text = '']) => ({ kind, text }));

/** Runs a snippet as it stands, but that it imports the language from here. Returns the flows that it exports. */
async function run(snippet: string): Promise<readonly unknown[]> {
  const language = new URL('./index.ts', import.meta.url).href;
  const code = snippet.replaceAll("'@throughline/language'", JSON.stringify(language));
  return Object.values(await import(`data:text/javascript,${encodeURIComponent(code)}`));
}

const shown = ({ severity, code, path, message, witness, mend }: Finding) =>
  `${severity} ${code} at ${path}\n  ${message}\n  shown by: ${witness.join(', ')}\n  mend: ${mend}\n`;

test('[L60] each flow of the guide is clean, but where the guide shows findings, which are those it shows', async () => {
  for (const [index, { kind, text }] of blocks.entries()) {
    if (kind === 'text') continue;
    const flows = kind === 'json' ? [JSON.parse(text)] : await run(text);
    assert.equal(flows.length, 1);
    const after = blocks[index + 1];
    assert.equal(checkFlow(flows[0]).map(shown).join(''), after?.kind === 'text' ? after.text : '');
  }
});

test('[L3] the guide has all its snippets', () => {
  assert.deepEqual(
    blocks.map(({ kind }) => kind),
    ['ts', 'ts', 'text', 'ts', 'ts', 'ts', 'json'],
  );
});
