import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problems } from '@throughline/api';
import { EngineBusyError, EngineError } from '@throughline/engine';
import { RefusedError } from '../cases/refused.ts';
import { ThroughlineError } from '../errors.ts';
import { DatabaseError } from '../postgres/index.ts';
import { problemDocument, problemOf } from './problem.ts';

const withCode = (code: string, more: object = {}) => Object.assign(new Error(`it said ${code}`), { code, ...more });
const refused = (code: 'role-required' | 'data-invalid' | 'case-moved-on' | 'case-not-born' | 'guard-failed' | 'decide-failed') =>
  new RefusedError({ code, message: `refused: ${code}`, place: '/amount', expected: ['a', 'b'] });

test('[S102] whatever goes wrong is one of the problems, by its code', () => {
  const cases: readonly [unknown, number, string][] = [
    [new ThroughlineError('flow-unknown', 'There is no flow x'), 404, 'flow-unknown'],
    [new ThroughlineError('demo-missing', 'It has not been built'), 409, 'database-not-ready'],
    [new ThroughlineError('metric-request', 'No such dimension', { place: '--by' }), 400, 'metric-request'],
    [new EngineBusyError(1000, 2), 429, 'too-many-requests'],
    [new EngineError('clock-is-real', 'A real clock'), 409, 'clock-is-real'],
    [new EngineError('list-cursor-invalid', 'Another list'), 400, 'cursor-invalid'],
    [refused('role-required'), 403, 'role-required'],
    [refused('data-invalid'), 422, 'data-invalid'],
    [refused('case-moved-on'), 412, 'precondition-failed'],
    [refused('case-not-born'), 404, 'case-unknown'],
    [refused('guard-failed'), 409, 'refused'],
    [withCode('57P01'), 503, 'unavailable'],
    [withCode('08006'), 503, 'unavailable'],
    [withCode('ECONNREFUSED'), 503, 'unavailable'],
    [withCode('ENOENT', { syscall: 'connect' }), 503, 'unavailable'],
    [new Error('Connection terminated unexpectedly'), 503, 'unavailable'],
    [new Error('outer', { cause: new Error('Connection terminated unexpectedly') }), 503, 'unavailable'],
    [new DatabaseError('POSTGRES_START', 'home', 'It does not come up.'), 503, 'unavailable'],
    [withCode('53100'), 507, 'storage-full'],
    [withCode('ENOSPC'), 507, 'storage-full'],
    [withCode('23505'), 500, 'internal'],
    [withCode('ENOENT', { syscall: 'open' }), 500, 'internal'],
    [refused('decide-failed'), 500, 'internal'],
    [new Error('secret: the password is 1234'), 500, 'internal'],
    ['not even an error', 500, 'internal'],
  ];
  for (const [error, status, code] of cases) {
    const document = problemDocument(problemOf(error), 'id');
    assert.deepEqual([document.code, document.status], [code, status], String(error));
    assert.equal(document.type, `/problems/${code}`);
    assert.ok(document.title !== '' && document.action !== '' && document.detail !== '');
  }
});

test('[S102] a refusal says its own code, the place and what was expected', () => {
  const document = problemDocument(problemOf(refused('guard-failed')), 'r-1');
  assert.equal(document.refusal, 'guard-failed');
  assert.equal(document.place, '/amount');
  assert.equal(document.expected, '["a","b"]');
  assert.equal(document.requestId, 'r-1');
});

test('[S103] of a fault of ours nothing gets out', () => {
  const text = JSON.stringify(problemDocument(problemOf(new Error('secret: the password is 1234')), 'id'));
  assert.doesNotMatch(text, /secret|1234|stack/);
});

test('[S104] what may be tried again says when', () => {
  for (const error of [withCode('57P01'), new EngineBusyError(5, 2)]) assert.ok((problemOf(error).details.retryAfter ?? 0) > 0);
  for (const { status } of Object.values(problems)) assert.ok(status >= 400 && status < 600);
});
