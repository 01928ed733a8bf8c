import type { FlowDefinition, MetricDefinition } from '@throughline/language';
import type { MetricRequest } from '../../src/metric/request.ts';
import type { FixtureCase } from '../log-fixture.ts';

/** A metric of the catalogue, and what it comes to on the log beside it. */
export interface Entry {
  readonly metric: MetricDefinition;
  readonly request: MetricRequest;
  readonly value: number | null;
  readonly n: number;
  /** With `by`: the segments and their values. */
  readonly segments?: Readonly<Record<string, number>>;
}

export interface Chapter {
  readonly flows: readonly FlowDefinition[];
  readonly log: readonly FixtureCase[];
  readonly entries: readonly Entry[];
}

type Short = Pick<MetricDefinition, 'id' | 'flow' | 'unit' | 'formula'> & Partial<MetricDefinition>;

/** What a metric of the catalogue leaves out does not matter to what it comes to. */
export function metric(short: Short): MetricDefinition {
  return { title: short.id, description: short.id, owner: 'lead', direction: 'up', dimensions: [], ...short };
}

export const march = { from: '2026-03-01', to: '2026-04-01' } as const;
