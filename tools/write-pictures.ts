// Writes docs/pictures/<flow>.svg from the packs: `node tools/write-pictures.ts`. Run it when a pack has changed; a test compares.
import { writeFileSync } from 'node:fs';
import { flowSvg } from '@throughline/language/pictures';
import { change, orderToCash } from '@throughline/packs';

for (const flow of [...orderToCash.flows, ...change.flows]) {
  const file = new URL(`../docs/pictures/${flow.name}.svg`, import.meta.url);
  writeFileSync(file, await flowSvg(flow));
  console.log(`docs/pictures/${flow.name}.svg`);
}
