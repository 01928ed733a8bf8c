import type { FixedLength, FlowDefinition, Length } from '../definition/flow.ts';
import { isChosen } from '../definition/lengths.ts';
import type { Schema } from '../expression/expression.ts';
import { isJsonObject } from '../json.ts';
import type { CompiledDuration, FixedDuration, LengthUnit } from './compiled.ts';

const lengthUnits: ReadonlySet<string> = new Set<LengthUnit>(['days', 'hours', 'minutes', 'businessDays', 'businessHours']);

function isLengthUnit(type: string | undefined): type is LengthUnit {
  return type !== undefined && lengthUnits.has(type);
}

export function compileDuration(definition: FlowDefinition, length: Length): CompiledDuration {
  if (!isChosen(length)) return compileFixed(definition, length);
  const { properties } = definition.data as Schema;
  if (!isJsonObject(properties) || !Object.hasOwn(properties, length.by))
    throw new Error(`Flow ${definition.name} chooses a length by "${length.by}", and has no such field`);
  return {
    by: length.by,
    is: new Map(Object.entries(length.is).map(([value, each]) => [value, compileFixed(definition, each)])),
    else: compileFixed(definition, length.else),
  };
}

function compileFixed(definition: FlowDefinition, duration: FixedLength): FixedDuration {
  if (typeof duration !== 'string') return duration;
  const parameter = definition.parameters?.[duration];
  const type = parameter?.type;
  if (!isLengthUnit(type)) throw new Error(`Flow ${definition.name} has no parameter "${duration}" that is a length of time`);
  return { parameter: duration, unit: type };
}
