import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diskProblem } from './errors.ts';
import { makeHome } from './home.ts';

test('[S23] a home that cannot be made is told, where the system gives a strange reason, too', () => {
  assert.throws(() => makeHome('/proc/throughline/home'), { code: 'POSTGRES_HOME_ACCESS', place: '/proc/throughline/home' });
});

const table: readonly (readonly [said: string, code: string])[] = [
  ['initdb: error: could not write to file "pg_wal/xlogtemp.9": No space left on device', 'POSTGRES_DISK_FULL'],
  ['Error: ENOSPC: no space left on device, write', 'POSTGRES_DISK_FULL'],
  [
    'FATAL:  could not extend file "base/1/2691": wrote only 4096 of 8192 bytes HINT:  Check free disk space.',
    'POSTGRES_DISK_FULL',
  ],
  ["Error: EEXIST: file already exists, mkdir '/x'", 'POSTGRES_HOME_ACCESS'],
  ["Error: EROFS: read-only file system, mkdir '/x'", 'POSTGRES_READ_ONLY'],
  ['initdb: error: could not create directory "/x": Read-only file system', 'POSTGRES_READ_ONLY'],
  ["Error: EACCES: permission denied, mkdir '/x'", 'POSTGRES_HOME_ACCESS'],
  ['FATAL:  could not open directory "pg_notify": Permission denied', 'POSTGRES_HOME_ACCESS'],
  ['FATAL:  database files are incompatible with server', 'POSTGRES_START'],
];
for (const [said, code] of table) {
  test(`[S23] ${code}: ${said}`, () => {
    const error = diskProblem('/some/home', said);
    assert.equal(error.code, code);
    for (const part of [code, '/some/home', said, error.remedy]) assert.ok(error.message.includes(part), part);
  });
}
