import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSignInSearch, safePath } from './search.ts';

test('[K550] after signing in one comes back to a page of the console, never to another site', () => {
  for (const path of ['/main/cases/invoice?open=true', '/', '/demo/tasks?show=team']) assert.equal(safePath(path), path);
  for (const path of [
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/sign-in?back=/',
    '/api/v1/x',
  ])
    assert.equal(safePath(path), '/');
  assert.deepEqual(readSignInSearch({ setup: 'token', back: '//evil.example' }), { setup: 'token', back: '/' });
  assert.deepEqual(readSignInSearch({}), {});
});
