import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Action } from '@throughline/api';
import { groupsOf } from './action-groups.ts';

const action = (type: string, builtIn: boolean): Action => ({
  type,
  title: type,
  builtIn,
  allowed: true,
  manual: false,
  reason: false,
  fields: [],
});

test('[K581] actions stand in groups: the steps of business, what is said of a case, repairs; a flow may name its own as it likes', () => {
  const given = [
    action('pay', false),
    action('link', false),
    action('revise', true),
    action('assign', true),
    action('repair', true),
  ];
  const names = Object.fromEntries(
    Object.entries(groupsOf([...given, action('approve', true), action('erase', true)])).map(([name, all]) => [
      name,
      (all as readonly Action[]).map(({ type }) => type),
    ]),
  );
  assert.deepEqual(names, { own: ['pay', 'link', 'revise', 'approve'], talk: ['assign'], repairs: ['repair', 'erase'] });
});
