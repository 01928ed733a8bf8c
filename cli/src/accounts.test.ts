import assert from 'node:assert/strict';
import { test } from 'node:test';
import { company } from '../test/company.ts';

const limit = { timeout: 300_000 };

test('[X54] beside the database, the owner invites people, lists them and gives new links', limit, async (t) => {
  const { throughline } = await company(t);
  assert.equal((await throughline(['account', 'list'])).stdout, 'Nobody has an account.\n');
  const invite = ['account', 'invite', 'Bob.Meier@acme.example', '--name', 'Bob', '--role', 'collections', '--entity', 'Halden'];
  const invited = await throughline(invite);
  assert.equal(invited.code, 0, invited.stderr);
  assert.match(
    invited.stdout,
    /^Bob is invited, as bob\.meier\.\n.*\n {2}http:\/\/127\.0\.0\.1:4600\/sign-in\?setup=[\w-]{43}\n$/,
  );
  const twice = await throughline(invite);
  assert.deepEqual([twice.code, /account-exists/.test(twice.stderr)], [1, true], twice.stderr);
  const listed = (await throughline(['account', 'list'])).stdout;
  assert.match(listed, /^bob\.meier +Bob +bob\.meier@acme\.example +Invited +no +collections \(Halden\)/m);
  const link = ['account', 'link', 'bob.meier@acme.example', '--reason', 'mail lost'];
  const named = { THROUGHLINE_URL: 'https://flow.acme.example' };
  const { stdout } = await throughline(link, named);
  assert.match(stdout, /https:\/\/flow\.acme\.example\/sign-in\?setup=[\w-]{43}/);
  const unknown = await throughline(['account', 'link', 'eve', '--reason', 'x']);
  assert.deepEqual([unknown.code, /account-unknown/.test(unknown.stderr)], [2, true], unknown.stderr);
  const king = await throughline(['account', 'invite', 'k@acme.example', '--role', 'king']);
  assert.deepEqual([king.code, /role-unknown/.test(king.stderr)], [1, true], king.stderr);
});
