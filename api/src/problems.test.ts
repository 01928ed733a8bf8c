import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ProblemCode, problems, type Route, routes } from './index.ts';

test('[A4] codes are plain words, each with a title and what to do', () => {
  for (const [code, { status, title, action }] of Object.entries(problems)) {
    assert.match(code, /^[a-z]+(-[a-z]+)*$/);
    assert.ok(status >= 400 && status <= 599, code);
    assert.ok(title.length > 5 && !title.endsWith('.'), code);
    assert.match(action, /\.$/, code);
  }
});

test('[A5] a route that takes a revision or is about a company names the problems that this brings', () => {
  const named = (route: Route, code: ProblemCode) => route.problems?.includes(code) === true;
  for (const [name, route] of Object.entries(routes) as [string, Route][]) {
    if (route.ifMatch !== undefined) assert.ok(named(route, 'precondition-failed'), name);
    if (route.ifMatch === 'required') assert.ok(named(route, 'precondition-required'), name);
    if (route.query?.properties['after'] !== undefined) assert.ok(named(route, 'cursor-invalid'), name);
    assert.equal(route.response === undefined, route.status === undefined && name.startsWith('DELETE'), name);
  }
});
