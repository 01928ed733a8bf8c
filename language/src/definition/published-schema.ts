import type { JsonObject } from '../json.ts';
import { FlowDefinition } from './flow.ts';

/**
 * The JSON Schema (2020-12) of a flow, as published in `language/flow.schema.json`. An editor that finds it in a file's `$schema`
 * completes and checks the file.
 */
export function publishedFlowSchema(): JsonObject {
  const schema = JSON.parse(JSON.stringify(FlowDefinition)) as JsonObject;
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: 'urn:throughline:schema:flow', ...schema };
}
