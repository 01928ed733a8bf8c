import fc from 'fast-check';

const known = new Map<string, readonly string[]>();
const bounds = { samples: 60, kept: 4 } as const;

/** Texts that a pattern finds, the plainest first; always the same. Empty: the pattern is not understood. */
export function matching(expression: RegExp): readonly string[] {
  const before = known.get(expression.source);
  if (before !== undefined) return before;
  const found = [...new Set(samplesOf(expression))].filter((text) => /^[ -~]*$/.test(text));
  found.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const kept = found.slice(0, bounds.kept);
  known.set(expression.source, kept);
  return kept;
}

function samplesOf(expression: RegExp): readonly string[] {
  try {
    return fc.sample(fc.stringMatching(expression), { seed: 1, numRuns: bounds.samples });
  } catch {
    return []; // It uses what fast-check does not write texts for: then only words that happen to match are tried.
  }
}
