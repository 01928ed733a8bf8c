import type { MetricDefinition } from '@throughline/language';
import type { LogReader } from '../reader/log-reader.ts';
import type { Decomposition, DecompositionRequest } from './decomposition.ts';
import { measure } from './measure.ts';
import { decompose } from './parts.ts';
import { currencyField, MetricRequestError } from './request.ts';

/**
 * Decomposes the change of a metric; amounts of several currencies are never added: that of most cases is looked at, and said.
 *
 * @throws {MetricRequestError} where it cannot be asked in this way.
 */
export async function decomposeInOneCurrency(
  reader: LogReader,
  metric: MetricDefinition,
  request: DecompositionRequest,
): Promise<{ readonly found: Decomposition; readonly currency: string | null }> {
  const field = currencyField(metric);
  try {
    const found = await decompose(reader, metric, request);
    return { found, currency: found.currency ?? request.where?.[field] ?? null };
  } catch (error) {
    if (!(error instanceof MetricRequestError) || error.code !== 'several-currencies') throw error;
    const { before, after, by: _, ...rest } = request;
    const stretch = {
      ...(before.from === undefined ? {} : { from: before.from }),
      ...(after.to === undefined ? {} : { to: after.to }),
    };
    const { by: values = [] } = await measure(reader, metric, { ...rest, ...stretch, by: field });
    const currency = values.reduce((most, value) => (value.n > (most?.n ?? 0) ? value : most), values[0])?.segment ?? '';
    const found = await decompose(reader, metric, { ...request, where: { ...request.where, [field]: currency } });
    return { found, currency };
  }
}
