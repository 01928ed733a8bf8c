import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tell } from '../../test/story.ts';
import {
  approversOf,
  caseActions,
  checkFlow,
  compileFlow,
  decide,
  type FlowDefinition,
  type JsonObject,
  proposeMigration,
} from '../index.ts';

/** A change that whoever answers for what it touches must agree to; a rung forces it with the same approval. */
function change(approval: JsonObject = {}): FlowDefinition {
  const asked = { roles: ['lead'], each: 'data.owners', ...approval };
  return JSON.parse(
    JSON.stringify({
      name: 'change',
      title: 'Change',
      owner: 'desk',
      key: 'number',
      data: {
        type: 'object',
        properties: {
          number: { type: 'string', minLength: 1 },
          amount: { type: 'integer', default: 0 },
          owners: { type: 'array', items: { type: 'string' }, maxItems: 30, default: [] },
          note: { type: 'string' },
        },
        required: ['number', 'amount', 'owners'],
        additionalProperties: false,
      },
      start: { draft: { to: 'drafted' } },
      states: {
        drafted: { owner: 'desk', within: { days: 9 }, on: { submit: { to: 'agreed', approval: asked } } },
        agreed: { final: 'done' },
      },
      ladders: {
        slow: {
          anchor: 'entered',
          during: ['drafted'],
          rungs: [{ name: 'force', after: { days: 5 }, to: 'agreed', approval: asked }],
        },
      },
    }),
  );
}

const asking = (owners: string, more = '') =>
  `0 | zoe (desk) | draft {"number":"C","amount":50,"owners":${owners}} | drafted |
   0 | zoe (desk) | submit | drafted | awaiting submit; task approve submit
   ${more}`;

test('[L400] each role of the list must approve; one person counts for each of them that they hold, and nobody else may', () => {
  const story = tell(
    [change()],
    '2026-01-01',
    asking(
      '["billing","data","security","data"]',
      `1 | lea (lead)           | approve {"of":"submit"} | drafted | refused: role-required
       1 | bob (billing, data)  | approve {"of":"submit"} | drafted | missing 1; missing of security
       1 | dan (data)           | approve {"of":"submit"} | drafted | refused: role-required
       1 | bob (billing, data)  | approve {"of":"submit"} | drafted | refused: role-required
       1 | zoe (security)       | approve {"of":"submit"} | drafted | refused: approver-excluded
       2 | sam (security)       | approve {"of":"submit"} | agreed  | stopped slow/force`,
    ),
  );
  const refused = story.decisions.flatMap((each) => (each.kind === 'refused' ? [[each.message, each.expected]] : []));
  assert.deepEqual(refused.slice(0, 2), [
    ['The approval of billing and data and security is missing', { missing: ['billing', 'data', 'security'] }],
    ['The approval of security is missing', { missing: ['security'] }],
  ]);
});

test('[L400] where the list is empty, one of the roles is enough', () => {
  tell(
    [change()],
    '2026-01-01',
    asking(
      '[]',
      `1 | bob (billing) | approve {"of":"submit"} | drafted | refused: role-required
       1 | lea (lead)    | approve {"of":"submit"} | agreed  | stopped slow/force`,
    ),
  );
});

test('[L400] each approval says for which roles it was given; who holds a missing one by then may approve again', () => {
  const story = tell(
    [change()],
    '2026-01-01',
    asking('["billing","security"]', `1 | bob (billing) | approve {"of":"submit"} | drafted | missing 1; missing of security`),
  );
  const record = story.cases.get('change/C');
  assert.ok(record !== undefined);
  const at = Date.UTC(2026, 0, 2);
  assert.deepEqual(record.clocks.pending?.submit?.given, [{ by: 'bob', at, for: ['billing'] }]);
  assert.deepEqual(approversOf(compileFlow(change()), record, 'submit', { now: at }), {
    each: ['billing', 'security'],
    wanted: ['security'],
    quorum: 1,
    given: [{ by: 'bob', at, for: ['billing'] }],
  });
  assert.equal(approversOf(compileFlow(change()), record, 'slow/force', { now: at }), undefined);
  tell(
    [change()],
    '2026-01-01',
    asking(
      '["billing","security"]',
      `1 | bob (billing)           | approve {"of":"submit"} | drafted | missing 1; missing of security
       2 | bob (billing, security) | approve {"of":"submit"} | agreed | stopped slow/force`,
    ),
  );
});

test('[L401] a quorum counts persons, beside the roles; whoever has given theirs cannot fill it', () => {
  tell(
    [change({ quorum: 2 })],
    '2026-01-01',
    asking(
      '["billing","data"]',
      `1 | bob (billing, data) | approve {"of":"submit"} | drafted | missing 1
       1 | bob (billing, data) | approve {"of":"submit"} | drafted | refused: approval-given
       1 | dan (data)          | approve {"of":"submit"} | agreed  | stopped slow/force`,
    ),
  );
});

test('[L401] a limit keeps a role from counting, also where the person holds another that counts', () => {
  tell(
    [change({ roles: ['lead', 'data'], limit: { of: 'data.amount', by: { data: '10' } } })],
    '2026-01-01',
    asking(
      '["billing","data"]',
      `1 | dan (data)          | approve {"of":"submit"} | drafted | refused: approval-limit
       1 | bob (billing, data) | approve {"of":"submit"} | drafted | missing 1; missing of data`,
    ),
  );
});

test('[L401] a change of the data voids what was given; any of those asked may decline, and nobody else', () => {
  tell(
    [change()],
    '2026-01-01',
    asking(
      '["billing","security"]',
      `1 | bob (billing) | approve {"of":"submit"} | drafted | missing 1; missing of security
       2 | ann (desk) | revise {"owners":["security"]} | drafted | void submit
       2 | zoe (desk) | submit | drafted | awaiting submit; task approve submit
       3 | lea (lead) | decline {"of":"submit"} "no" | drafted | refused: role-required
       3 | sam (security) | decline {"of":"submit"} "not now" | drafted |
       3 | zoe (desk) | submit | drafted | awaiting submit; task approve submit
       4 | sam (security) | approve {"of":"submit"} | agreed | stopped slow/force`,
    ),
  );
});

test('[L402] a list that fails, is no list of names or is longer than 16 refuses a request; a rung asks, and nobody approves until it is put right', () => {
  const many = JSON.stringify(Array.from({ length: 17 }, (_, index) => `r${index}`));
  tell(
    [change()],
    '2026-01-01',
    `0 | zoe (desk) | draft {"number":"C","owners":${many}} | drafted |
     0 | zoe (desk) | submit | drafted | refused: limit-exceeded
     5 | clock | change.slow/force asks | drafted | awaiting slow/force; raised effectFailed; task approve slow/force; failed expression
     6 | lea (lead) | approve {"of":"slow/force"} | drafted | refused: limit-exceeded`,
  );
  for (const [each, code] of [
    ['[data.note]', 'expression-failed'],
    ['[data.owners[3]]', 'expression-failed'],
    ['[""]', 'data-invalid'],
  ] as const)
    tell(
      [change({ each })],
      '2026-01-01',
      `0 | zoe (desk) | draft {"number":"C","owners":["x"]} | drafted |
       0 | zoe (desk) | submit | drafted | refused: ${code}`,
    );
});

test('[L400] a rung asks in the same way', () => {
  tell(
    [change()],
    '2026-01-01',
    `0 | zoe (desk)     | draft {"number":"C","owners":["billing","security"]} | drafted |
     5 | clock          | change.slow/force asks | drafted | awaiting slow/force; task approve slow/force
     6 | bob (billing)  | approve {"of":"slow/force"} | drafted | missing 1; missing of security
     6 | sam (security) | approve {"of":"slow/force"} | agreed |`,
  );
});

test('[L403] who must approve is told before it is asked, and afterwards who is still missing', () => {
  const flow = compileFlow(change());
  const story = tell([change()], '2026-01-01', '0 | zoe (desk) | draft {"number":"C","owners":["billing","data"]} | drafted |');
  const record = story.cases.get('change/C');
  assert.ok(record !== undefined);
  const zoe = { id: 'zoe', kind: 'person', principal: 'zoe', roles: ['desk'] } as const;
  const needs = (found: typeof record) =>
    caseActions(flow, found, { actor: zoe, context: { now: story.now } }).find(({ type }) => type === 'submit')?.needs;
  assert.deepEqual(needs(record), { reason: false, approval: ['billing', 'data'], approvalOfEach: true });
  assert.deepEqual(needs({ ...record, data: { ...record.data, owners: [] } }), { reason: false, approval: ['lead'] });
});

test('[L404] the checker wants a list of role names that is there', () => {
  const codes = (each: string) => checkFlow(change({ each })).map(({ code, path }) => `${code} ${path}`);
  const place = '/states/drafted/on/submit/approval/each';
  assert.deepEqual(checkFlow(change()), []);
  assert.ok(codes('data.amount').includes(`expression-type ${place}`));
  assert.ok(codes('[1, 2]').includes(`expression-type ${place}`));
  assert.ok(codes('data.owner').includes(`field-unknown ${place}`));
  assert.deepEqual(codes('[data.note]'), [
    `field-can-be-missing ${place}`,
    'field-can-be-missing /ladders/slow/rungs/0/approval/each',
  ]);
});

test('[L404] limits leave nobody where the list is empty, or names a role above its limit', () => {
  const limit = { of: 'data.amount', by: { lead: '10' } };
  const found = (each: string, more: JsonObject = {}) =>
    checkFlow(change({ limit, each, ...more })).filter(({ path }) => path.startsWith('/states'));
  const of = '/states/drafted/on/submit/approval';
  const shown = (...args: Parameters<typeof found>) =>
    found(...args).map(({ code, path, witness }) => [code, path, /data\.owners = (\[.*?\])/.exec(witness.join())?.[1]]);
  assert.deepEqual(shown('data.owners'), [
    ['approval-out-of-limits', `${of}/limit`, '[]'],
    ['approval-out-of-limits', `${of}/each`, '["lead"]'],
  ]);
  assert.deepEqual(shown('data.owners', { roles: ['lead', 'head'] }), [['approval-out-of-limits', `${of}/each`, '["lead"]']]);
  assert.deepEqual(shown('["billing"] + data.owners'), [['approval-out-of-limits', `${of}/each`, '["lead"]']]);
  assert.deepEqual(found('data.amount > 10 ? ["billing"] : ["lead"]'), []);
  const [witness] = found('["lead", "billing"]');
  const given = witness?.replay?.steps.at(-1)?.input;
  assert.ok(
    given?.kind === 'command' && given.type === 'approve',
    'run until somebody who holds both approves, and one is missing',
  );
});

test('[L292] a version that asks another side keeps what was given, and it alone is missing; who had approved before sides were asked may again', () => {
  const moved = (before: FlowDefinition, after: FlowDefinition, owners: string, who: string) => {
    const story = tell([before], '2026-01-01', asking(owners, who));
    const record = story.cases.get('change/C');
    assert.ok(record !== undefined);
    const versions = { before: compileFlow(before, 1), after: compileFlow(after, 2) };
    const mapping = proposeMigration(before, after);
    const ops = { id: 'ops', kind: 'person', principal: 'ops', roles: ['operator'] } as const;
    const context = { now: story.now, migration: { mapping, versions, isBack: false } };
    const input = { kind: 'command', type: 'migrate', data: { to: 2 }, actor: ops, reason: 'newer' } as const;
    const migrated = decide(versions.before, record, input, context);
    assert.ok(migrated.kind === 'applied', JSON.stringify(migrated));
    const approve = (by: string, roles: readonly string[]) => {
      const actor = { id: by, kind: 'person', principal: by, roles } as const;
      const data = { of: 'submit' };
      return decide(versions.after, migrated.next, { kind: 'command', type: 'approve', data, actor }, { now: story.now });
    };
    return { asked: approversOf(versions.after, migrated.next, 'submit', { now: story.now }), approve };
  };
  const more = change({ each: 'data.owners + ["security"]' });
  const kept = moved(
    change(),
    more,
    '["billing","data"]',
    '1 | bob (billing) | approve {"of":"submit"} | drafted | missing 1; missing of data',
  );
  assert.deepEqual(kept.asked?.wanted, ['data', 'security']);
  assert.equal(kept.approve('sam', ['data', 'security']).kind, 'applied');
  const quorum = change({ each: '[]', quorum: 2 });
  const plain = moved(quorum, change(), '["lead"]', '1 | lea (lead) | approve {"of":"submit"} | drafted | missing 1');
  assert.deepEqual(plain.asked?.wanted, ['lead']);
  const again = plain.approve('lea', ['lead']);
  assert.ok(again.kind === 'applied' && again.next.state === 'agreed', JSON.stringify(again));
});

test('[L400] a role that is lent counts only where its lender had no part in it', () => {
  const story = tell([change()], '2026-01-01', asking('["billing","security"]'));
  const record = story.cases.get('change/C');
  assert.ok(record !== undefined);
  const flow = compileFlow(change());
  const approve = (roles: readonly string[], lent: Readonly<Record<string, readonly string[]>>) => {
    const actor = { id: 'bo', kind: 'person', principal: 'bo', roles, lent } as const;
    return decide(flow, record, { kind: 'command', type: 'approve', data: { of: 'submit' }, actor }, { now: story.now });
  };
  const byAsker = approve(['security'], { security: ['zoe'] });
  assert.equal(byAsker.kind === 'refused' ? byAsker.code : byAsker.kind, 'approver-excluded');
  const own = approve(['billing', 'security'], { security: ['zoe'] });
  assert.ok(own.kind === 'applied');
  assert.deepEqual(own.event.outcome.missingRoles, ['security']);
  const both = approve(['billing', 'security'], { security: ['sam'] });
  assert.equal(both.kind === 'applied' ? both.next.state : both.kind, 'agreed');
});
