import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as databases from '@throughline/testing';
import { httpHouse } from '../../test/http-house.ts';

test('[S489] of files, only those of the console are served, however the way out of its folder is written', async (t) => {
  const { app, console: folder } = await httpHouse(t, databases);
  writeFileSync(join(folder, 'index.html'), '<p>console</p>');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'assets', 'shown.js'), 'shown');
  const outside = join(folder, '..', 'outside.txt');
  writeFileSync(outside, 'not to be had');
  t.after(() => rmSync(outside, { force: true }));
  const host = 'localhost:4600';
  assert.equal((await app.inject({ method: 'GET', url: '/assets/shown.js', headers: { host } })).body, 'shown');
  const ways = [
    '../outside.txt',
    '..%2foutside.txt',
    '%2e%2e/outside.txt',
    '..%5coutside.txt',
    '....//outside.txt',
    '%00/../outside.txt',
    '//outside.txt',
  ];
  for (const way of [...ways, ...ways.map((one) => `assets/../${one}`), '/etc/passwd', 'assets/%2fetc%2fpasswd']) {
    const { body, statusCode } = await app.inject({ method: 'GET', url: `/${way}`, headers: { host } });
    assert.ok(!body.includes('not to be had') && !body.includes('root:'), way);
    assert.ok(statusCode !== 500, `${way}: ${statusCode}`);
  }
});
