// Writes the published JSON Schemas: `node tools/write-schemas.ts`. Tests fail where they have drifted.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { publishedMappingSchema } from '@throughline/connect';
import { publishedFlowSchema, publishedMigrationSchema, publishedWatchSchema } from '@throughline/language';

const root = fileURLToPath(new URL('..', import.meta.url));
const schemas = {
  'language/flow.schema.json': publishedFlowSchema(),
  'language/migration.schema.json': publishedMigrationSchema(),
  'language/watch.schema.json': publishedWatchSchema(),
  'connect/mapping.schema.json': publishedMappingSchema(),
};
for (const [file, schema] of Object.entries(schemas)) writeFileSync(root + file, `${JSON.stringify(schema, null, 2)}\n`);
const files = Object.keys(schemas).map((file) => root + file);
execFileSync(`${root}node_modules/.bin/biome`, ['format', '--write', ...files], { stdio: 'inherit' });
