import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { dataFolder } from './data-folder.ts';

test('[T5] THROUGHLINE_DATA chooses the data folder, and an absent one counts as none', () => {
  assert.equal(dataFolder({ THROUGHLINE_DATA: tmpdir() }), tmpdir());
  assert.equal(dataFolder({ THROUGHLINE_DATA: join(tmpdir(), 'throughline-there-is-no-such-folder') }), undefined);
});
