import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiProblem } from '@throughline/api/client';
import { ThroughlineError } from '@throughline/server';
import { failureLines, failureOf, usageFailure } from './failure.ts';

const plain = (_style: unknown, text: string) => text;

test('[X4] a failure is told as code and message, place, what was expected, what to do', () => {
  const error = new ThroughlineError('metric-unknown', 'There is no metric dsoo', {
    place: 'metric',
    expected: 'dso, days-late',
  });
  assert.deepEqual(failureLines(failureOf(error), plain), [
    'metric-unknown: There is no metric dsoo',
    '  at        metric',
    '  expected  dso, days-late',
    '  to do     List what there is with `throughline metric list`.',
  ]);
});

test('[X4] the exit code follows from the kind of failure', () => {
  const codeOf = (error: unknown) => failureOf(error).exitCode;
  assert.equal(codeOf(new ThroughlineError('flow-has-errors', '')), 1);
  assert.equal(codeOf(new ThroughlineError('file-unreadable', '')), 2);
  assert.equal(codeOf(new ThroughlineError('demo-in-use', '')), 3);
  assert.equal(codeOf(Object.assign(new Error('gone'), { code: '57P01' })), 3);
  assert.equal(codeOf(new Error('a bug')), 3);
  assert.equal(usageFailure('unknown option', ['case', 'list', '--x']).exitCode, 2);
});

test('[X4] a problem of the API is told in words of the command line, and ends as its status says', () => {
  const problem = (code: string, status: number, more = {}) =>
    failureOf(
      new ApiProblem({ ...{ type: '', code, title: '', status, detail: 'No', action: 'Mend it.', requestId: 'r-1' }, ...more }),
    );
  const exits = { 'request-invalid': 400, 'case-unknown': 404, 'database-not-ready': 409, 'person-unknown': 403 };
  for (const [code, status] of Object.entries(exits)) assert.equal(problem(code, status).exitCode, 2, code);
  for (const status of [403, 409, 412, 422]) assert.equal(problem('refused', status).exitCode, 1, String(status));
  for (const status of [429, 500, 503, 507]) assert.equal(problem('unavailable', status).exitCode, 3, String(status));
  const places = {
    'where[2]': '--where',
    'query/limit': '--limit',
    '/data/amount': '/data/amount',
    'Throughline-Act-As': '--as',
  };
  for (const [place, told] of Object.entries(places)) assert.equal(problem('filter-invalid', 400, { place }).place, told);
  assert.equal(problem('reason-required', 422).action, 'Say why with --reason.');
  assert.equal(problem('view-limit', 409).action, 'Mend it.');
  assert.match(problem('internal', 500).message, /\(request r-1\)/);
});

test('[X4] what the database refuses or lacks is told as such, and is no bug', () => {
  const table = { 42501: 'database-permission', 25006: 'database-read-only', 53300: 'database-full', '08006': 'database-lost' };
  for (const [code, expected] of Object.entries(table)) {
    assert.equal(failureOf(Object.assign(new Error('no'), { code })).code, expected, code);
  }
  assert.equal(failureOf(new Error('Connection terminated unexpectedly')).code, 'database-lost');
  assert.equal(failureOf(Object.assign(new Error('syntax'), { code: '42601' })).code, 'unexpected');
});

test('[X4] an error that says code, place and remedy in its message says each once', () => {
  const error = Object.assign(new Error('DATABASE_TOO_OLD: the server: It is PostgreSQL 12. Upgrade it.'), {
    code: 'DATABASE_TOO_OLD',
    place: 'the server',
    remedy: 'Upgrade it.',
  });
  assert.deepEqual(failureLines(failureOf(error), plain), [
    'DATABASE_TOO_OLD: It is PostgreSQL 12.',
    '  at        the server',
    '  to do     Upgrade it.',
  ]);
});
