import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { caseId } from '../case-id.ts';
import { named } from '../fixture.test.ts';
import { newSealKey, signerOf } from '../seals/signer.ts';
import type { LogFinding } from './finding.ts';
import { exportText, sealedLog, signer, written } from './sealed-log.test.ts';
import { type VerifyExportOptions, verifyExport } from './verify-export.ts';

const parts = (text: string) => text.slice(0, -1).split('\n');
const joined = (lines: readonly string[]) => `${lines.join('\n')}\n`;
const found = (findings: readonly LogFinding[]) => findings.map(({ code, line }) => `${code} ${line ?? ''}`.trim());

test('[E210] an export verifies without a database: packed or not, with personal parts or without', async (t) => {
  const log = await sealedLog(t);
  const text = await exportText(log);
  const { found: none, ...verdict } = await verifyExport(await written(log.folder, text), { keys: [signer.key] });
  const seals = await log.sealer.seals();
  assert.deepEqual([none, verdict.findings], [0, []]);
  assert.deepEqual([verdict.seals, verdict.retired, verdict.keys, verdict.outside], [3, 1, [signer.key], 0]);
  assert.equal(
    verdict.events + verdict.retired,
    seals.reduce((sum, { events }) => sum + events, 0),
  );
  assert.equal(verdict.last?.hash, seals.at(-1)?.hash);
  assert.equal((await verifyExport(await written(log.folder, gzipSync(text)))).found, 0);
  const bare = await exportText(log, { withoutPersonal: true });
  assert.ok(text.includes('B@example.org') && !bare.includes('@example.org'));
  const without = await verifyExport(await written(log.folder, bare));
  assert.deepEqual([without.found, without.events], [0, verdict.events]);
  assert.ok(without.erased > verdict.erased);
});

test('[E211] a removed line, case, seal or tail, a swapped pair, an inserted line: each is named with its place', async (t) => {
  const log = await sealedLog(t);
  const lines = parts(await exportText(log));
  const check = async (changed: readonly string[], options?: VerifyExportOptions) =>
    (await verifyExport(await written(log.folder, joined(changed)), options)).findings;
  const isEventOf = (key: string, seq?: number) => (line: string) =>
    line.includes(`"caseId":"${caseId(named(key))}"`) && (seq === undefined || line.includes(`"seq":${seq},`));
  const at = (test: (line: string) => boolean) => lines.findIndex(test);
  const sealAt = (number: number) => at((line) => line.startsWith('{"seal"') && line.includes(`"number":${number},`));

  const second = at(isEventOf('B', 2));
  const removed = await check(lines.toSpliced(second, 1));
  assert.ok(removed.some(({ code, caseId: id, seq }) => code === 'event-missing' && id === caseId(named('B')) && (seq ?? 0) > 2));
  assert.ok(removed.some(({ code, seal, message }) => code === 'root-differs' && seal === 2 && / are there/.test(message)));

  const case_ = await check(lines.filter((line) => !isEventOf('C')(line)));
  assert.ok(case_.some(({ code, seal }) => code === 'root-differs' && seal === 3));

  const [two, three] = [sealAt(2), sealAt(3)];
  const seal = await check(lines.toSpliced(two, three - two));
  assert.ok(seal.some((finding) => finding.code === 'seal-missing' && finding.seal === 2 && finding.line === two + 1));

  const swapped = lines.toSpliced(second - 1, 2, lines[second] as string, lines[second - 1] as string);
  assert.ok((await check(swapped)).some(({ code, line }) => code === 'order-broken' && line === second + 1));

  const inserted = await check(lines.toSpliced(second, 0, lines[second] as string));
  assert.ok(inserted.some(({ code, line }) => code === 'order-broken' && line === second + 2));
  assert.deepEqual(found(await check(lines.slice(0, -1))), [`end-missing ${lines.length}`]);
  assert.ok(found(await check([...lines, lines[2] as string])).includes(`line-unexpected ${lines.length + 1}`));
});

test('[E212] a tail that was cut off with a new end is told by whoever knows a later seal, and by nobody else', async (t) => {
  const log = await sealedLog(t);
  const seals = await log.sealer.seals();
  // As the log stood before the third seal; its maker has the key.
  await log.pool.query('delete from throughline.seal where number = 3');
  const path = await written(log.folder, await exportText(log));
  assert.equal((await verifyExport(path)).found, 0);
  const { findings, outside } = await verifyExport(path, { outside: seals });
  assert.deepEqual([findings.map(({ code, seal }) => [code, seal]), outside], [[['seal-missing', 3]], 2]);
  assert.equal((await verifyExport(path, { outside: [{ number: 3 }] })).found, 1);
  const forged = await verifyExport(path, { outside: [{ number: 2, hash: '0'.repeat(64), line: 7 }] });
  assert.deepEqual(found(forged.findings), ['seal-differs 7']);
});

test('[E213] a log that was written anew from an event on, with hashes and seals that fit, is told by its key', async (t) => {
  const log = await sealedLog(t);
  const thief = log.another({ signer: signerOf(newSealKey()) });
  await log.pool.query('delete from throughline.seal where number = 3');
  const forged = await thief.seal();
  const path = await written(log.folder, await exportText(log));
  const { findings, keys } = await verifyExport(path, { keys: [signer.key] });
  assert.deepEqual(
    findings.map(({ code, seal }) => [code, seal]),
    [['key-unknown', 3]],
  );
  assert.deepEqual(keys, [signer.key, forged?.key]);
  // Signed by the right key's name, but not by the key.
  await log.pool.query('update throughline.seal set key = $1 where number = 3', [signer.key]);
  const named = await verifyExport(await written(log.folder, await exportText(log)), { keys: [signer.key] });
  assert.deepEqual(
    named.findings.map(({ code, seal }) => [code, seal]),
    [['seal-changed', 3]],
  );
});

test('[E214] any byte of an export that is changed is named at its line', async (t) => {
  const log = await sealedLog(t);
  const bytes = Buffer.from(await exportText(log));
  const mutation = fc.record({ at: fc.nat(bytes.length - 1), flip: fc.integer({ min: 1, max: 255 }) });
  await fc.assert(
    fc.asyncProperty(mutation, async ({ at, flip }) => {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] as number) ^ flip;
      const line = bytes.subarray(0, at).filter((byte) => byte === 10).length + 1;
      const { findings } = await verifyExport(await written(log.folder, changed));
      assert.ok(
        findings.some((finding) => finding.line === line),
        `line ${line}: ${found(findings).join(', ')}`,
      );
    }),
    { numRuns: 300 },
  );
});

test('[E215] a file that is no export, cut short, or damaged in its packing, is said to be so', async (t) => {
  const log = await sealedLog(t);
  const text = await exportText(log);
  const codes = async (bytes: string | Buffer) => found((await verifyExport(await written(log.folder, bytes))).findings);
  assert.deepEqual(await codes(''), ['line-unreadable 1', 'end-missing 1']);
  assert.deepEqual(await codes('a,b\n1,2\n'), ['line-unreadable 1', 'line-unreadable 2', 'end-missing 3']);
  assert.ok((await codes(text.replace('"version":1', '"version":2'))).includes('line-unexpected 1'));
  assert.ok((await codes(text.slice(0, 3000))).at(-1)?.startsWith('end-missing'));
  const packed = gzipSync(text);
  for (const damaged of [packed.subarray(0, 1000), Buffer.concat([packed.subarray(0, 500), packed.subarray(501)])])
    await assert.rejects(verifyExport(await written(log.folder, damaged)), { code: 'export-unreadable' });
});
