import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { serve } from '@throughline/server';
import { company } from '../test/company.ts';
import { parse } from './program.ts';

const root = new URL('../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');

/** Words as a shell takes them, as far as the guides need one; what stands in angles is one word of the reader's. */
function wordsOf(line: string): readonly string[] {
  return [
    ...line
      .replace(/ +#.*$/, '')
      .replaceAll(/<[^>]+>/g, 'X')
      .matchAll(/'([^']*)'|([^ ]+)/g),
  ].map(([, quoted, plain = '']) => quoted ?? plain);
}

const pagesIn = (folder: string) =>
  readdirSync(new URL(folder, root), { recursive: true })
    .map((file) => `${folder}${file}`)
    .filter((file) => file.endsWith('.md'));
const pages = ['README.md', ...pagesIn('docs/guide/'), ...pagesIn('examples/')];

for (const page of pages) {
  test(`[X29] the commands of ${page} can be said`, () => {
    for (const [, line = ''] of read(page).matchAll(/npm run -s throughline -- ([^`\n]+)/g)) {
      if (line.startsWith('<')) continue;
      const parsed = parse(wordsOf(line), { write: () => undefined });
      assert.equal(parsed.kind, 'verb', `${line}: ${parsed.kind === 'wrong' ? parsed.message : ''}`);
    }
  });
}

test('[X29] the requests and the program of the guide to the API do what it says', async (t) => {
  const { env, throughline } = await company(t);
  const stopping = new AbortController();
  const { address, closed } = await serve({ env, port: 0, signal: stopping.signal });
  t.after(async () => {
    stopping.abort();
    await closed;
  });
  const guide = read('docs/guide/api.md').replaceAll('http://127.0.0.1:4600', address);
  const requests = [...guide.matchAll(/^curl '?(http[^'\n]+)/gm)].map(([, url = '']) => url);
  assert.ok(requests.length > 5);
  for (const url of requests) assert.equal((await fetch(url)).status, 200, url);

  const [, program = ''] = /```ts\n([\s\S]*?)```/.exec(guide) ?? [];
  const client = import.meta.resolve('@throughline/api/client');
  const code = program.replace("'@throughline/api/client'", JSON.stringify(client));
  const { told } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as { readonly told: readonly string[] };
  assert.deepEqual(told, ['R-4']);
  const { json } = await throughline(['case', 'show', 'R-4', '--json', '--server', address]);
  assert.equal(json.events.at(-1).type, 'comment');

  await t.test(
    '[X29] the question of the guide to diagnoses is answered, and each number that it names opens its cases',
    async () => {
      const diagnosing = read('docs/guide/diagnosis.md');
      const [, question = ''] = /throughline -- (diagnose .+)/.exec(diagnosing) ?? [];
      const words = wordsOf(question).filter((word) => word !== '--demo');
      const asked = await throughline([...words, '--json', '--server', address]);
      assert.equal(asked.code, 0, asked.stderr);
      const [, get = ''] = /GET (\/api\S+)\?of=/.exec(diagnosing) ?? [];
      const named: readonly (string | undefined)[] = asked.json.sentence.map(({ of }: { readonly of?: string }) => of);
      const numbers = ['pattern.0.affected', ...named.filter((name) => name !== undefined)];
      assert.ok(numbers.length > 2, asked.json.says);
      for (const number of numbers) {
        const path = get.replace('/demo/', '/main/').replace('<case>', asked.json.case.id);
        assert.equal((await fetch(`${address}${path}?of=${number}`)).status, 200, number);
      }
    },
  );
});
