import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkPack } from '@throughline/language';
import { tell } from '../../language/test/story.ts';
import { account } from './account.ts';
import { apiKey } from './api-key.ts';
import { delegation } from './delegation.ts';
import { access } from './pack.ts';

test('[P80] the checker finds nothing in the pack of access', () => {
  assert.deepEqual(checkPack(access), []);
});

const bob = JSON.stringify({ person: 'bob', name: 'Bob Meier', email: 'bob@acme.example' });

test('[P81] an account is invited, taken up, given roles, suspended and left; to administrators a second one agrees', () => {
  tell(
    [account],
    '2026-04-01',
    `0       | bob (sales)            | account.invite ${bob}                        | -         | refused: role-required
     0       | ada (administrator)    | account.invite ${bob}                        | invited   |
     1       | bob (account-holder)   | account.activate {"name":"Bob"}              | active    |
     2       | ada (administrator)    | account.grant {"role":"collections"}         | active    |
     3       | ada (administrator)    | account.grant {"role":"administrator"}       | active    | refused: role-required
     4       | olga (owner)           | account.grant {"role":"administrator"}       | active    |
     5       | bob (administrator)    | account.grant {"role":"finance"}             | active    | awaiting grant; task approve grant
     6       | bob (administrator)    | account.approve {"of":"grant"}               | active    | refused: approver-excluded
     7       | ada (administrator)    | account.approve {"of":"grant"}               | active    |
     8       | ada (administrator)    | account.revise {"grants":[]}                 | active    | refused: role-required
     9       | ada (administrator)    | account.suspend "left his key in a train"    | suspended |
     10      | bob (account-holder)   | account.setPassword                          | suspended | refused: not-allowed-in-state
     11      | ada (administrator)    | account.resume "the key was found"           | active    |
     12      | ada (administrator)    | account.leave "retired"                      | left    | stopped review/look, review/look#2, review/look#3, review/look#4, review/look#5, review/look#6, review/look#7, review/look#8, review/look#9, review/look#10`,
  );
});

test('[P82] a delegation begins on its first day and ends after its last; a key expires after its last', () => {
  const loan = {
    number: 'D-1',
    from: 'bob',
    to: 'eve',
    roles: ['collections'],
    fromDay: '2026-04-03',
    untilDay: '2026-04-05',
    reason: 'x',
  };
  const key = { number: 'K-1', person: 'bob', name: 'Export', roles: ['billing'], until: '2026-04-02' };
  tell(
    [delegation, apiKey],
    '2026-04-01',
    `0       | bob (account-holder)   | delegation.lend ${JSON.stringify(loan)}      | planned   |
     0       | bob (account-holder)   | api-key.issue ${JSON.stringify(key)}         | issued    |
     2       | clock                  | delegation.begin/begin                       | active    |
     2       | clock                  | api-key.expiry/expire                        | expired   |
     5       | clock                  | delegation.end/end                           | ended     |
     6       | ada (administrator)    | delegation.endEarly "too late"               | ended     | refused: not-allowed-in-state`,
  );
});
