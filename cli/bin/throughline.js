#!/usr/bin/env node
// Plain JavaScript, so that a Node which cannot read TypeScript can still say what to do.
const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  process.stderr.write(
    `node-too-old: Throughline runs on Node 24, and this is ${process.version}.\n` +
      '  to do     Run it as `npx throughline` or `npm run -s throughline --` in the repository: npm brings Node 24.\n',
  );
  process.exitCode = 3;
} else {
  await import('../src/main.ts');
}
