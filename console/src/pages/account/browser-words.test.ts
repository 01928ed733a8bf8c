import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserWords } from './browser-words.ts';

test('[K552] a session is told by its browser and system, a program by its own words', () => {
  const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36';
  const safari =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/604.1';
  assert.equal(browserWords(chrome), 'Chrome on Linux');
  assert.equal(browserWords(`${chrome.replace('X11; Linux x86_64', 'Windows NT 10.0')} Edg/143.0`), 'Edge on Windows');
  assert.equal(browserWords(safari), 'Safari on iOS');
  assert.equal(browserWords('curl/8.9.1'), 'curl/8.9.1');
});
