import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

type Probe = readonly [folder: string, imported: string];

const refused: readonly Probe[] = [
  ['language/src/case.ts', '@throughline/engine'],
  ['language/src/case.ts', '@throughline/packs'],
  ['language/src/case.ts', 'node:fs'],
  ['language/src/decide/decide.ts', '../../../engine/src/index.ts'],
  ['packs/src/order-to-cash/invoice.ts', '@throughline/engine'],
  ['engine/src/dispatch.ts', '@throughline/insight'],
  ['engine/src/dispatch.ts', '@throughline/connect'],
  ['engine/src/dispatch.ts', '@throughline/language/src/case.ts'],
  ['engine/src/dispatch.ts', '@throughline/server/postgres'],
  ['engine/src/dispatch.ts', '@throughline/testing'],
  ['insight/src/metric.ts', '@throughline/engine'],
  ['insight/src/metric.ts', '../../engine/src/index.ts'],
  ['connect/src/csv.ts', '@throughline/engine'],
  ['server/src/import.ts', '@throughline/cli'],
  ['server/src/import.ts', '@throughline/console'],
  ['api/src/cases.ts', '@throughline/server'],
  ['api/src/cases.ts', '@throughline/engine'],
  ['console/src/main.tsx', '@throughline/server'],
  ['console/src/main.tsx', '@throughline/engine'],
  ['console/src/main.tsx', '../../server/src/index.ts'],
  ['engine/src/dispatch.ts', '@throughline/api/client'],
  ['engine/src/dispatch.ts', '@throughline/language/currency'],
  ['engine/src/dispatch.ts', '@throughline/language/pictures'],
  ['server/src/import.ts', '@throughline/testing'],
  ['cli/src/main.ts', '@throughline/engine'],
  ['cli/src/main.ts', '@throughline/server'],
  ['cli/src/verbs/case-list.ts', '@throughline/server'],
  ['cli/src/verbs/start.ts', '@throughline/engine'],
  ['cli/src/main.ts', '@throughline/testing'],
  ['engine/src/dispatch.test.ts', '@throughline/language/src/case.ts'],
];

const allowed: readonly Probe[] = [
  ['packs/src/order-to-cash/invoice.ts', '@throughline/language'],
  ['engine/src/dispatch.ts', '@throughline/language'],
  ['engine/src/dispatch.ts', 'node:crypto'],
  ['engine/src/dispatch.test.ts', '@throughline/testing'],
  ['insight/src/metric.ts', '@throughline/language'],
  ['server/src/import.ts', '@throughline/engine'],
  ['server/src/import.ts', '@throughline/insight'],
  ['cli/src/local.ts', '@throughline/server'],
  ['cli/src/verbs/start.ts', '@throughline/server'],
  ['cli/src/verbs/flow-replay.ts', '@throughline/server'],
  ['cli/src/main.ts', '@throughline/language'],
  ['cli/src/main.ts', '@throughline/api/client'],
  ['server/src/import.ts', '@throughline/api'],
  ['server/src/catalogue/diagram.ts', '@throughline/language/pictures'],
  ['api/src/cases.ts', '@throughline/language'],
  ['console/src/main.tsx', '@throughline/api/client'],
  ['console/src/main.tsx', '@throughline/language/currency'],
  ['cli/src/output/locale.ts', '@throughline/language/currency'],
  ['cli/src/verbs/flow-picture.ts', '@throughline/language/pictures'],
  ['cli/src/verbs/flow-picture.ts', '@throughline/server'],
  ['console/src/main.tsx', '@throughline/language/pictures'],
  ['testing/src/test-database.ts', '@throughline/server/postgres'],
  ['bench/src/main.ts', '@throughline/engine'],
];

/** Lays the probes down in an empty folder under our own rules, an import a line; returns those that the linter refuses. */
function lint(probes: readonly Probe[]): ReadonlySet<Probe> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-lint-'));
  try {
    const rules = JSON.parse(readFileSync(new URL('../biome.json', import.meta.url), 'utf8')) as object;
    writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...rules, vcs: { enabled: false } }));
    const byFile = Map.groupBy(probes, ([file]) => file);
    for (const [file, asked] of byFile) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(
        join(folder, file),
        asked.map(([, imported], line) => `import { thing${line} } from '${imported}';\n`).join(''),
      );
    }
    const program = fileURLToPath(new URL('../node_modules/.bin/biome', import.meta.url));
    const options = ['lint', '--reporter=json', '--only=style/noRestrictedImports', '--max-diagnostics=500', '.'];
    const run = spawnSync(program, options, { cwd: folder, encoding: 'utf8' });
    const report = JSON.parse(run.stdout) as { diagnostics: readonly Diagnostic[] };
    const found = report.diagnostics.filter(({ category }) => category === 'lint/style/noRestrictedImports');
    return new Set(
      found.flatMap(({ location: { path, start } }) => {
        const probe = byFile.get(path)?.[start.line - 1];
        return probe === undefined ? [] : [probe];
      }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Diagnostic {
  readonly category: string;
  readonly location: { readonly path: string; readonly start: { readonly line: number } };
}

test('[D1] imports go only in the directions of the design', () => {
  const found = lint([...refused, ...allowed]);
  for (const probe of refused) assert.ok(found.has(probe), `${probe[0]} may import ${probe[1]}`);
  for (const probe of allowed) assert.ok(!found.has(probe), `${probe[0]} may not import ${probe[1]}`);
});
