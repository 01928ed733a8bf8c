import type { DiagnosisCase } from '@throughline/api';
import { casesLookedAt, casesOfNumber, type DataRow, NumberUnknownError } from '@throughline/insight';
import { iso } from '../cases/case-row.ts';
import { ThroughlineError } from '../errors.ts';
import type { CompanyContext } from '../http/handler.ts';
import type { Throughline } from '../throughline.ts';
import { casesOfStageNumber } from './metric-cases.ts';
import { askedIn, choicesIn, contextOf, mayRead, questionOf, seenAs } from './question.ts';
import { findDiagnosis, showDiagnosis } from './show.ts';
import { recorded } from './view.ts';

export interface CasesAsked {
  readonly of: string;
  readonly limit: number;
  readonly after?: string;
}

/** The cases behind a number, page by page. @throws ThroughlineError case-unknown, diagnosis-number, cursor-invalid */
export async function diagnosisCases(
  throughline: Throughline,
  id: string,
  { of, limit, after }: CasesAsked,
  context: CompanyContext,
): Promise<{ items: DiagnosisCase[]; next?: string }> {
  const all = await allDiagnosisCases(throughline, id, of, context);
  const start = after === undefined ? 0 : all.findIndex((each) => each.id === after) + 1;
  if (after !== undefined && start === 0)
    throw new ThroughlineError('cursor-invalid', 'This is not where a page ended', { place: 'after' });
  const items = all.slice(start, start + limit);
  const next = start + limit < all.length ? items.at(-1)?.id : undefined;
  return { items, ...(next === undefined ? {} : { next }) };
}

type Looked = ReturnType<typeof casesLookedAt>;
const keptByPool = new WeakMap<Throughline['pool'], Map<string, Looked>>();
/** Whoever opens one number opens others: the cases of so many diagnoses are kept, as they were at an event. */
const keptMax = 2;

function keptFor({ pool }: Throughline, name: string, look: () => Looked): Looked {
  const kept = keptByPool.get(pool) ?? new Map<string, Looked>();
  keptByPool.set(pool, kept);
  const found = kept.get(name) ?? look();
  kept.delete(name);
  kept.set(name, found);
  found.catch(() => kept.delete(name));
  for (const old of kept.keys()) if (kept.size > keptMax) kept.delete(old);
  return found;
}

export async function allDiagnosisCases(
  throughline: Throughline,
  id: string,
  of: string,
  context: CompanyContext,
): Promise<DiagnosisCase[]> {
  const found = await findDiagnosis(throughline, id, context.visible);
  const question = questionOf(askedIn(found));
  const { visible, signal } = context;
  const { seed, knownAt } = found.data;
  const asking = await contextOf(throughline, { question, seed: Number(seed), knownAt: String(knownAt), visible, signal });
  if (of.startsWith('whole.') || of.startsWith('stage.')) {
    const stage = (await showDiagnosis(throughline, id, context)).steps.stage?.result;
    const behind = stage && (await casesOfStageNumber(throughline, of, { stage, question, context: asking }));
    if (behind === undefined) throw notFound(of);
    return behind;
  }
  const choices = choicesIn(found);
  const steps = (await mayRead(throughline, found, visible)) ? recorded(found).steps : undefined;
  if (steps?.bucket === undefined || steps.pattern === undefined || steps.action === undefined) throw notFound(of);
  const { bucket } = steps;
  const looked = await keptFor(throughline, `${id}/${found.seq}/${await seenAs(throughline, visible)}`, () =>
    casesLookedAt(throughline.reader, question, asking, { bucket, choices }),
  );
  try {
    const rows = casesOfNumber(of, { ...looked, pattern: steps.pattern, causes: steps.action, context: asking });
    const { effect } = looked.dataset;
    const titles = looked.attributes.searched.map(({ name, title, column }) => ({ name, title, column }));
    const at = new Map(looked.dataset.rows.map((row, index) => [row, index]));
    return rows.map((row) => caseOf(row, effect.flow, titles, at.get(row) ?? 0));
  } catch (error) {
    if (error instanceof NumberUnknownError) throw notFound(of, error);
    throw error;
  }
}

function notFound(of: string, cause?: unknown): ThroughlineError {
  return new ThroughlineError('diagnosis-number', `The diagnosis has no number ${of}`, {
    place: 'of',
    expected: 'affected.after, pattern.0.affected, cause.0.exposed, ...',
    ...(cause === undefined ? {} : { cause }),
  });
}

interface Titled {
  readonly title: string;
  readonly column: { readonly values: readonly string[]; readonly codes: Uint16Array };
}

function caseOf(row: DataRow, flow: string, titles: readonly Titled[], index: number): DiagnosisCase {
  const { id, entity, key, period, affected, at } = row;
  return {
    ...{ id, flow, entity, key, affected, at: iso(at) },
    period: period === 1 ? 'after' : 'before',
    attributes: titles.map(({ title, column }) => ({ title, value: column.values[column.codes[index] ?? 0] || 'missing' })),
  };
}
