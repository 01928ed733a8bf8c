import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyFlow, longFlow } from '../../test/drawn-flows.ts';
import type { FlowDefinition } from '../definition/flow.ts';
import { taskFlow } from '../kernel-flows.ts';
import { flowMermaid, mermaidText } from './flow-mermaid.ts';
import { PictureError } from './picture-error.ts';

test('[L305] a flow as Mermaid', () => {
  const flow = {
    ...taskFlow,
    events: { done: { title: 'Done: at last' } },
    states: {
      open: {
        owner: 'desk',
        within: { hours: 8 },
        on: { done: [{ when: 'data.ok == true', to: 'done' }, { to: 'in-review' }], note: {} },
      },
      'in-review': { on: { done: { to: 'done', approval: { roles: ['lead', 'head'], quorum: 2 } } } },
      done: { final: 'done' },
    },
    ladders: { chase: { anchor: 'entered', during: ['open'], rungs: [{ name: 'late', after: { days: 1 }, to: 'in-review' }] } },
  } as unknown as FlowDefinition;
  assert.equal(
    flowMermaid(flow),
    `stateDiagram-v2
  state "Open (desk, within 8 hours)" as s_open
  state "In review (operations)" as s_in_45_review
  state "Done" as s_done
  [*] --> s_open : Open
  s_open --> s_done : Done#58; at last #91;ok #61; true#93;
  s_open --> s_in_45_review : Done#58; at last #91;otherwise#93;<br>Chase#58; Late after 1 day
  s_in_45_review --> s_done : Done#58; at last, approved by 2 of lead or head
  s_open --> s_open : Note
  s_done --> [*]
`,
  );
});

test('[L305] any text is only text to Mermaid, and no two states share an id', () => {
  const line = /^( {2}state "[^"<>{}:;`]*(#\d+;[^"<>{}:;`]*)*" as \w+| {2}(\w+|\[\*\]) --> (\w+|\[\*\])( : [^"{}:`[\]]+)?)$/;
  fc.assert(
    fc.property(anyFlow, (flow) => {
      const [head, ...lines] = flowMermaid(flow).trimEnd().split('\n');
      assert.equal(head, 'stateDiagram-v2');
      for (const one of lines) {
        assert.match(one, line);
        assert.doesNotMatch(one, /direction\s+(TB|BT|RL|LR)/i);
      }
      const ids = lines.flatMap((one) => / as (\w+)$/.exec(one)?.[1] ?? []);
      assert.equal(new Set(ids).size, ids.length);
      assert.ok(ids.length >= Object.keys(flow.states).length);
    }),
    { numRuns: 200 },
  );
});

test('[L305] text for Mermaid is one line of at most 120 signs, never empty', () => {
  assert.equal(mermaidText('  a\n"b" '), 'a #34;b#34;');
  assert.equal(mermaidText('x'.repeat(500)).replace(/#8230;$/, '…').length, 120);
  assert.equal(mermaidText(' '), '#160;');
  assert.equal(mermaidText('direction LR'), 'direction#32;LR');
});

test('[L309] Mermaid of too many states is refused', () => {
  assert.throws(() => flowMermaid(longFlow(500)), PictureError);
});
