import type { FlowDefinition } from './definition/flow.ts';
import { checkExpression, compileExpression, type Schema, type Scope } from './expression/expression.ts';
import type { JsonObject } from './json.ts';

/** What is known of a case when it is born: who is part of a segment is told by it. */
export interface Newborn {
  readonly entity: string;
  readonly key: string;
  /** What the first event carries. */
  readonly data: JsonObject;
}

const text: Schema = { type: 'string' };

function scopeOf(definition: FlowDefinition): Scope {
  return { data: definition.data as Schema, entity: text, key: text };
}

/** What is wrong with an expression of a segment (over `data`, `entity` and `key`) of a flow's newborn cases; `undefined`: nothing. */
export function segmentFault(definition: FlowDefinition, segment: string): string | undefined {
  const checked = checkExpression(segment, scopeOf(definition));
  if (!checked.ok) return checked.message;
  return checked.type === 'bool' || checked.type === 'dyn' ? undefined : `is ${checked.type}, and a segment is true or false`;
}

/** Whether a newborn case is part of a segment. Where the expression fails, a missing field say, it is not. */
export function compileSegment(definition: FlowDefinition, segment: string): (newborn: Newborn) => boolean {
  const expression = compileExpression(segment, scopeOf(definition));
  return ({ entity, key, data }) => {
    try {
      return expression.evaluate({ data, entity, key }) === true;
    } catch {
      return false;
    }
  };
}
