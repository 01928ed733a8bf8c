import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { openApiDocument, routes } from './index.ts';

const written: unknown = JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8'));

test('[A2] the OpenAPI document is the one that the contract makes, and is valid', async () => {
  const document = openApiDocument();
  assert.deepEqual(written, JSON.parse(JSON.stringify(document)), 'Run `node tools/write-openapi.ts`');
  const { valid, errors } = await new Validator().validate(structuredClone(written) as Record<string, unknown>);
  assert.ok(valid, JSON.stringify(errors));
});

test('[A3] every route is in it, under its name', () => {
  const { paths } = written as { paths: Readonly<Record<string, Readonly<Record<string, { operationId: string }>>>> };
  const found = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  assert.deepEqual(found.sort(), Object.keys(routes).sort());
  const ids = Object.values(paths).flatMap((operations) => Object.values(operations).map(({ operationId }) => operationId));
  assert.equal(new Set(ids).size, ids.length);
});
