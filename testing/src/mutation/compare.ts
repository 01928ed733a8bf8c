import { checkFlow, compileFlow, type Finding, type FlowDefinition, findingCatalogue } from '@throughline/language';
import { type Exploration, explore } from '../explorer/explore.ts';
import type { Surroundings } from '../explorer/names.ts';
import { type VerdictCode, verdictSeverities } from '../explorer/verdict.ts';
import { replayShows } from './replay-shows.ts';

export interface Comparison {
  readonly exploration: Exploration;
  readonly findings: readonly Finding[];
  /** The explorer says that the definition breaks a rule. */
  readonly isBroken: boolean;
  /** The checker refuses it. */
  readonly isRefused: boolean;
  readonly replays: { readonly run: number; readonly failed: number };
  /** One sentence each; empty where both agree. */
  readonly disagreements: readonly string[];
}

/** Two codes of the checker that differ in the reason alone: which guard is at fault where a transition is never taken. */
const sameAs: Readonly<Record<string, VerdictCode>> = {
  'guard-never-holds': 'transition-never-taken',
  'transition-shadowed': 'transition-never-taken',
};

/** What is said of behaviour must agree by its code; of form (names, types, schemas) only whether it is said. */
function kindOf({ code, severity }: Finding): VerdictCode | undefined {
  const known = sameAs[code] ?? code;
  if (Object.hasOwn(verdictSeverities, known)) return known as VerdictCode;
  return severity === 'error' ? 'structural' : undefined;
}

/**
 * Holds the explorer's verdicts against the checker's findings: both ways. What is broken has an error; what is sound has none;
 * of behaviour both say the same codes; and each finding that can be replayed runs to what it says.
 */
export function compare(definition: FlowDefinition, around: Surroundings): Comparison {
  const exploration = explore(definition, around);
  const findings = checkFlow(definition, around);
  const isRefused = findings.some(({ severity }) => severity === 'error');
  const plain = exploration.verdicts.filter(({ isAside }) => isAside !== true);
  const isBroken = plain.some(({ code }) => verdictSeverities[code] === 'error');
  const disagreements = [
    ...(isBroken === isRefused
      ? []
      : [isBroken ? 'missed: broken, and the checker has no error' : 'accused: sound, and the checker has an error']),
    ...codesApart(exploration, findings),
  ];
  const replays = { run: 0, failed: 0 };
  const replayed = findings.filter(({ replay }) => replay !== undefined);
  if (replayed.length > 0) {
    const compiled = compileFlow(definition);
    for (const finding of replayed) {
      replays.run += 1;
      const problem = replayShows(definition, compiled, finding);
      if (problem === undefined) continue;
      replays.failed += 1;
      disagreements.push(`witness of ${finding.code} at ${finding.path}: ${problem}`);
    }
  }
  return { exploration, findings, isBroken, isRefused, replays, disagreements };
}

function codesApart({ verdicts }: Exploration, findings: readonly Finding[]): readonly string[] {
  const plain = new Set(verdicts.filter(({ isAside }) => isAside !== true).map(({ code }) => code));
  const all = new Set(verdicts.map(({ code }) => code));
  const said = new Set(findings.map(kindOf).filter((code) => code !== undefined));
  // A form that is broken says nothing of behaviour.
  if (all.has('structural') || said.has('structural')) return [];
  const missing = [...plain].filter((code) => !said.has(code)).map((code) => `missed ${code}`);
  const more = [...said].filter((code) => !all.has(code)).map((code) => `accused of ${code}`);
  return [...missing, ...more];
}

/** The disagreement with what each side has seen, for people. */
export function explained({ exploration, findings, disagreements }: Comparison): string {
  const seen = exploration.verdicts.slice(0, 8).map(({ code, place, text, bound, isAside, history }) => {
    const steps = (history ?? []).map(({ input }) => ('type' in input ? `${input.type}` : 'clock')).join(', ');
    return `  explorer: ${code} ${place}: ${text.slice(0, 300)}${isAside ? ' (aside)' : ''}${bound === undefined ? '' : ` [${bound}]`}${steps === '' ? '' : ` by ${steps}`}`;
  });
  const found = findings
    .slice(0, 8)
    .map(({ code, path, message, witness }) => `  checker: ${code} ${path}: ${message} (${witness.join('; ').slice(0, 300)})`);
  return [...disagreements.map((line) => `  ${line}`), ...seen, ...found].join('\n');
}

export const isKnownToCatalogue = (code: string): boolean => Object.hasOwn(findingCatalogue, code);
