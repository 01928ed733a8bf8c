// Writes the pictures of the packs' flows and of the examples': `node tools/write-pictures.ts`. Run it when a flow has changed; a test
// compares.
import { writeFileSync } from 'node:fs';
import { flowSvg } from '@throughline/language/pictures';
import { drawnFlows } from '../examples/drawn-flows.ts';

for (const [path, flow] of drawnFlows) {
  writeFileSync(new URL(`../${path}`, import.meta.url), await flowSvg(flow));
  console.log(path);
}
