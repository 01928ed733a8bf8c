import type { Json } from '@throughline/language';
import { ConnectorError } from './connector-error.ts';

/** JSON in which a number that JavaScript cannot hold exactly stays the text that it was. @throws ConnectorError answer-invalid */
export function exactJson(bytes: Buffer | string, place: string): Json {
  const text = typeof bytes === 'string' ? bytes : bytes.toString('utf8');
  try {
    // Reading each number by its source is slow; few documents have one that needs it.
    return /\d(?:[\d.eE]){15}/.test(text) ? (JSON.parse(text, bySource) as Json) : (JSON.parse(text) as Json);
  } catch (cause) {
    throw new ConnectorError('answer-invalid', { place, detail: 'it is no JSON', cause });
  }
}

function bySource(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  return isExact(value, context.source) ? value : context.source;
}

function isExact(value: number, source: string): boolean {
  if (/^-?\d+$/.test(source)) return Number.isSafeInteger(value);
  // Some 15 digits of a decimal are kept.
  return source.replace(/[eE].*$/, '').replace(/^-?0*\.?0*|\./g, '').length <= 15;
}

/** The records of a text with one JSON value a line. @throws ConnectorError answer-invalid */
export function jsonLines(bytes: Buffer | string, place: string): readonly Json[] {
  const text = typeof bytes === 'string' ? bytes : bytes.toString('utf8');
  return text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [exactJson(line, `${place} line ${index + 1}`)]));
}
