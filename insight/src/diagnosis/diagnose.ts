import type { LogReader } from '../reader/log-reader.ts';
import { type Attributes, attributesOf } from './attributes.ts';
import { type BucketResult, bucketsOf } from './buckets.ts';
import { type Causes, causesOf } from './causes.ts';
import { type Dataset, readDataset } from './dataset.ts';
import { effectOfBucket, effectOfMetric } from './effect.ts';
import type { Desk } from './log-sql.ts';
import { type PatternResult, patternOf } from './pattern-step.ts';
import type { Choices, DiagnosisContext, DiagnosisQuestion } from './question.ts';
import { type SampleResult, samplesOf } from './samples.ts';
import { type SentencePart, sentenceOf } from './sentence.ts';
import { type StageResult, stageOf } from './stage.ts';
import { narrowed, stagePartOf } from './stage-part.ts';

export type DiagnosisVerdict = PatternResult['verdict'] | 'definition-changed';

/** Why a metric moved: the five steps, and the sentence. */
export interface Diagnosis {
  readonly question: DiagnosisQuestion;
  readonly stage: StageResult;
  readonly bucket: BucketResult;
  readonly sample: SampleResult;
  readonly pattern: PatternResult;
  readonly causes: Causes;
  readonly verdict: DiagnosisVerdict;
  readonly sentence: readonly SentencePart[];
  /** The cases that were looked at, by which numbers open. */
  readonly dataset: Dataset;
  readonly attributes: Attributes;
}

/** Of a change of which less is left with one definition over both periods, the definition is the reason. */
const definitionalShare = 0.2;

/**
 * Why did a metric move? Five steps over the log: which stage, which exception, real cases side by side, the pattern among them, and the
 * changes that could have caused it. The same question with the same seed and the same log gives the same answer. What it finds are
 * associations.
 *
 * @throws {MetricRequestError} where the metric cannot be asked in this way, and the signal's reason once it is aborted.
 */
export async function diagnose(
  reader: LogReader,
  question: DiagnosisQuestion,
  context: DiagnosisContext,
  choices: Choices = {},
): Promise<Diagnosis> {
  const desk: Desk = { reader, question, context };
  const stage = await stageOf(desk, choices.stage);
  const inside: Desk = { ...desk, question: narrowed(question, choices) };
  const isNarrowed = inside.question !== question;
  const bucket = await bucketsOf(inside, {
    chosen: choices.bucket,
    part: isNarrowed ? undefined : await stagePartOf(desk, stage),
    isPartTaken: choices.stage !== undefined,
  });
  const { dataset, attributes } = await lookAt(inside, bucket, choices);
  const pattern = patternOf(dataset, attributes, context);
  const causes = choose(causesOf(dataset, attributes, pattern, context.changes, context.flows), choices.cause);
  const sample = await samplesOf(inside, dataset, pattern, choices.sampleSeed ?? context.seed);
  const verdict = isDefinitional(stage) ? 'definition-changed' : pattern.verdict;
  const part = isNarrowed && stage.chosen !== null ? stage.parts[stage.chosen]?.title : undefined;
  const sentence = sentenceOf({ question, stage, pattern, causes, verdict, part });
  return { question, stage, bucket, sample, pattern, causes, verdict, sentence, dataset, attributes };
}

/** The cases of a diagnosis, without searching them anew: for the cases behind its numbers. */
export async function casesLookedAt(
  reader: LogReader,
  question: DiagnosisQuestion,
  context: DiagnosisContext,
  { bucket, choices }: { readonly bucket: BucketResult; readonly choices: Choices },
): Promise<{ readonly dataset: Dataset; readonly attributes: Attributes }> {
  return await lookAt({ reader, question: narrowed(question, choices), context }, bucket, choices);
}

async function lookAt(desk: Desk, { buckets, chosen }: BucketResult, choices: Choices) {
  const spike = chosen === null || choices.bucket === 'metric' ? undefined : buckets[chosen];
  const effect = spike === undefined ? await effectOfMetric(desk) : await effectOfBucket(desk, spike);
  const dataset = await readDataset(desk, effect);
  return { dataset, attributes: attributesOf(dataset, desk.context.flows, choices.leaveOut ?? []) };
}

function isDefinitional({ definition }: StageResult): boolean {
  if (definition === null) return false;
  const { told, underNew } = definition;
  if (told.before === null || told.after === null || underNew === null) return false;
  const change = Math.abs(told.after - told.before);
  return change > 0 && Math.abs(underNew) <= definitionalShare * change;
}

/** A person may know better which change it was, or that it was none. */
function choose(causes: Causes, chosen: string | undefined): Causes {
  if (chosen === undefined) return causes;
  const judged = causes.causes.map((cause) => {
    if (`${cause.kind}/${cause.key}` === chosen) return { ...cause, verdict: 'kept' as const, why: 'Taken by hand' };
    return cause.verdict === 'kept' ? { ...cause, verdict: 'later-than-another' as const, why: 'Rejected by hand' } : cause;
  });
  return { ...causes, causes: judged.sort((a, b) => Number(b.verdict === 'kept') - Number(a.verdict === 'kept')) };
}
