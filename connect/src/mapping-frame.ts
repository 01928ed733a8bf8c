import type { Actor, Millis, Source } from '@throughline/language';
import { currencyDigits } from '@throughline/language';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { dateReader } from './dates.ts';
import { type ImportError, ImportFailure, importError } from './errors.ts';
import type { ImportFlow } from './fact-record.ts';
import { CsvMapping, type Mapping, XesMapping } from './mapping.ts';
import { type TimeZone, timeZoneOf } from './time-zone.ts';

const validators = { csv: Compile(CsvMapping as TSchema), xes: Compile(XesMapping as TSchema) } as const;

/** A mapping that satisfies its schema, from any value (a parsed file). Throws an `ImportFailure` that lists what is wrong. */
export function readMapping(value: unknown): Mapping {
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
  if (format !== 'csv' && format !== 'xes') {
    throw new ImportFailure([
      importError('mapping-invalid', {
        line: 0,
        field: 'format',
        expected: 'csv or xes',
        ...(typeof format === 'string' ? { value: format } : {}),
      }),
    ]);
  }
  const validator = validators[format];
  if (validator.Check(value)) return value as Mapping;
  const errors = validator.Errors(value).filter(({ keyword }) => keyword !== 'boolean' && keyword !== 'anyOf');
  const shown = errors.slice(0, 20).map(({ instancePath, message, params }) => {
    const { additionalProperties, requiredProperties } = params as {
      additionalProperties?: string[];
      requiredProperties?: string[];
    };
    const [member] = additionalProperties ?? requiredProperties ?? [];
    const path = [...instancePath.split('/').slice(1), ...(member === undefined ? [] : [member])];
    return importError('mapping-invalid', { line: 0, field: path.join('.'), detail: message });
  });
  throw new ImportFailure(shown.length > 0 ? shown : [importError('mapping-invalid', { line: 0, field: 'events' })]);
}

/** What both formats need of a mapping. */
export interface MappingFrame {
  readonly zone: TimeZone;
  readonly currency: string | undefined;
  readonly source: Source;
  readonly actor: Actor;
}

/** Checks what a schema cannot say; what is wrong goes to `errors`. `now` is where history ends unless the mapping says. */
export function frameOf(mapping: Mapping, flow: ImportFlow, now: Millis, errors: ImportError[]): MappingFrame {
  if (mapping.flow !== flow.name)
    errors.push(importError('flow-differs', { line: 0, field: 'flow', value: mapping.flow, expected: flow.name }));
  const declared = mapping.currency;
  const currency =
    typeof declared !== 'object' ? declared : 'each' in declared ? (declared.each ?? undefined) : declared.expected;
  if (currency !== undefined && currencyDigits(currency) === undefined) {
    errors.push(importError('currency-unknown', { line: 0, field: 'currency', value: currency }));
  }
  const { source: name } = mapping;
  return {
    zone: zoneOf(mapping.timeZone ?? 'UTC', errors),
    currency,
    source: { name, liveFrom: liveFromOf(mapping.liveFrom, now, errors) },
    actor: { id: name, kind: 'source', principal: name, roles: [] },
  };
}

function zoneOf(name: string, errors: ImportError[]): TimeZone {
  try {
    return timeZoneOf(name);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    errors.push(importError('time-zone-unknown', { line: 0, field: 'timeZone', value: name }));
    return timeZoneOf('UTC');
  }
}

function liveFromOf(text: string | undefined, now: Millis, errors: ImportError[]): Millis {
  if (text === undefined) return now;
  const hasOffset = /(Z|[+-]\d\d:?\d\d)$/.test(text);
  const instant = hasOffset ? dateReader('ISO', timeZoneOf('UTC'))?.instant(text) : undefined;
  if (instant === undefined)
    errors.push(
      importError('bad-date', { line: 0, field: 'liveFrom', value: text, expected: 'an instant such as 2026-01-31T00:00:00Z' }),
    );
  return instant ?? now;
}
