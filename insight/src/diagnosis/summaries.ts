import type { Diagnosis } from './diagnose.ts';

const signed = (value: number, digits = 1) => {
  const rounded = Math.round(value * 10 ** digits) / 10 ** digits;
  return `${rounded < 0 ? '−' : '+'}${Math.abs(rounded)}`;
};

const verdictWords = {
  pattern: 'A pattern',
  'everything-rose': 'Everything rose',
  'mix-shifted': 'Only the mix shifted',
  nothing: 'Nothing beyond chance',
  'too-few': 'Too few cases',
  'definition-changed': 'The definition changed',
} as const;

/** What each step found, in a few words. */
export function summariesOf({ stage, bucket, sample, pattern, causes, verdict }: Diagnosis) {
  const part = stage.chosen === null ? undefined : stage.parts[stage.chosen];
  const digits = stage.unit === 'share' ? 3 : 1;
  const spike = bucket.chosen === null ? undefined : bucket.buckets[bucket.chosen];
  const top = pattern.rows.find((row) => row.verdict === 'kept' && row.conditions.length > 0);
  const cause = causes.causes.find((each) => each.verdict === 'kept');
  return {
    stage:
      part === undefined || part.change === null || stage.whole.change === null
        ? 'No stage stands out'
        : `${part.title}: ${signed(part.change, digits)} of ${signed(stage.whole.change, digits)}`,
    bucket:
      spike === undefined ? 'None is beyond chance' : `${spike.title}: ${signed(spike.change)} of ${signed(bucket.whole.change)}`,
    sample: `${sample.cases.length} cases, seed ${sample.seed}`,
    pattern:
      top === undefined
        ? verdictWords[verdict]
        : `${top.label}: ${Math.round(top.excess)} of ${Math.round(pattern.whole.excess)}`,
    action: cause === undefined ? 'No change explains it' : `${cause.key} came before`,
  };
}
