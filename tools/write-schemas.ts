// Writes the published JSON Schemas: `node tools/write-schemas.ts`. A test of language fails where they have drifted.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { publishedFlowSchema } from '@throughline/language';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = `${root}language/flow.schema.json`;
writeFileSync(file, `${JSON.stringify(publishedFlowSchema(), null, 2)}\n`);
execFileSync(`${root}node_modules/.bin/biome`, ['format', '--write', file], { stdio: 'inherit' });
