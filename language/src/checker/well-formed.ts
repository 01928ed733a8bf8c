import type { FlowDefinition } from '../definition/flow.ts';
import { isJsonObject, type Json } from '../json.ts';
import { checkStructure } from './structure.ts';

const verdicts = new WeakMap<object, boolean>();

/** Whether a flow has the form of one: what stands beside it can be held against it. Its own findings say what is wrong with it. */
export function isWellFormed(flow: FlowDefinition): boolean {
  if (!isJsonObject(flow as unknown as Json)) return false;
  const known =
    verdicts.get(flow) ?? (checkStructure(flow as unknown as Json).length === 0 && isJsonObject(flow.data.properties as Json));
  verdicts.set(flow, known);
  return known;
}
