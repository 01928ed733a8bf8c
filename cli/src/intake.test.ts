import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve } from '@throughline/server';
import { company } from '../test/company.ts';

test('[X180] [X181] work is asked for, weighed, planned and answered on the command line', { timeout: 300_000 }, async (t) => {
  const { throughline, env } = await company(t);
  const stopping = new AbortController();
  const { address, closed } = await serve({ env, port: 0, signal: stopping.signal });
  t.after(async () => {
    stopping.abort();
    await closed;
  });
  const ask = (...words: readonly string[]) => throughline([...words, '--server', address], env);
  const good = async (...words: readonly string[]) => {
    const { code, stdout, stderr } = await ask(...words);
    assert.deepEqual([code, stderr], [0, ''], words.join(' '));
    return stdout;
  };
  const wish = ['--title', 'Match payments by reference', '--team', 'Finance'];
  const whole = [
    ...['--why', 'Two people match payments by hand for three hours a day.', '--metric', 'dso'],
    ...['--baseline', '54.2', '--target', '50', '--by', '2027-06-30'],
  ];
  const draft = await ask('request', 'submit', ...wish, '--draft');
  assert.equal(draft.code, 1);
  assert.match(draft.stdout, /^Missing rationale: Say why .+\nMissing metric: /);
  assert.match(
    await good('request', 'submit', ...wish, ...whole),
    /^REQ-0001 Match payments by reference \(Finance\): Submitted\n/,
  );
  const vague = await ask('request', 'submit', '--title', 'Match payments', '--team', 'Finance');
  assert.equal(vague.code, 1);
  assert.match(vague.stdout, /Like REQ-0001 .+: match, payment/);

  const triaged = ['class=enhancement', 'kind=grow', 'skills=systems,3', 'duration=3'].flatMap((said) => ['--set', said]);
  await good('case', 'do', 'REQ-0001', 'triage', ...triaged);
  await good(
    'case',
    'do',
    'REQ-0001',
    'score',
    '--data',
    '{"value":8,"urgency":5,"risk":3,"reach":7,"confidence":80,"effort":3}',
  );
  await good('case', 'do', 'REQ-0001', 'decide', '--data', '{"answer":"yes","why":"By its score.","options":"Now or never."}');
  assert.match(
    await good('request', 'show', 'REQ-0001'),
    /Score \(weighted\): 40 x 8 \+ 20 x 5 \+ 20 x 3 \+ 20 x 7 = 620\nDecision: yes\. By its score\./,
  );
  assert.match(
    await good('request', 'list', '--of', 'queue'),
    /REQ-0001 +Match payments by reference +Finance +Accepted +620 +3 +yes/,
  );
  assert.match(await good('request', 'answer'), /^2 told\n {2}REQ-0001: yes, no address\n {2}REQ-0002: returned, no address\n/);

  const frame = ['--title', 'First quarter', '--from', '2027-01-04', '--to', '2027-04-03', '--skill', 'systems=10'];
  assert.match(await good('plan', 'draft', '2027-Q1', ...frame), /^2027-Q1 is drafted/);
  const plan = await good('plan', 'make', '2027-Q1');
  assert.match(plan, /Score 620: no plan has more\nsystems: 26 person-weeks, run takes 0, grow 3 of at most 16\.9, 23 left\n/);
  assert.equal(await good('plan', 'show', '2027-Q1'), plan);
  assert.match(
    await good('plan', 'show', '2027-Q1', '--csv'),
    /REQ-0001,Match payments by reference,Finance,grow,620,2027-01-04,2027-01-24,3,3 systems/,
  );
  assert.match(await good('plan', 'list'), /2027-Q1 +First quarter +2027-01-04 +2027-04-03 +Draft +620 +620/);
  assert.equal(await good('roadmap', 'show', '--year', '2027'), 'Nothing is planned in 2027.\n');
});
