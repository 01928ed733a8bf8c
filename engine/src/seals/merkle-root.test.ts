import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { MerkleRoot } from './merkle-root.ts';

/** The tree of RFC 6962, written as its definition reads: split at the largest power of two below the number of leaves. */
function naive(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (only === undefined) return hash('sha256', '', 'buffer');
  if (leaves.length === 1) return hash('sha256', Buffer.concat([Buffer.from([0]), only]), 'buffer');
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1));
  return hash('sha256', Buffer.concat([Buffer.from([1]), naive(leaves.slice(0, split)), naive(leaves.slice(split))]), 'buffer');
}

test('[E202] the root is that of RFC 6962, for any number of leaves', () => {
  const leaves = Array.from({ length: 70 }, (_, index) => hash('sha256', `${index}`, 'buffer'));
  const tree = new MerkleRoot();
  assert.equal(tree.root(), naive([]).toString('hex'));
  for (const [index, leaf] of leaves.entries()) {
    tree.add(leaf.toString('hex'));
    assert.equal(tree.root(), naive(leaves.slice(0, index + 1)).toString('hex'), `${index + 1} leaves`);
  }
});

test('[E202] the root is that of the known answers of Certificate Transparency', () => {
  // The test leaves and roots that implementations of RFC 6962 share.
  const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
  const roots = {
    0: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    1: '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    2: 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    3: 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    8: '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  };
  const tree = new MerkleRoot();
  assert.equal(tree.root(), roots[0]);
  for (const [index, leaf] of leaves.entries()) {
    tree.add(leaf);
    const known = roots[(index + 1) as keyof typeof roots];
    if (known !== undefined) assert.equal(tree.root(), known);
  }
});
