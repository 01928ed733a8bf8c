import type { ContentFinding, ContentFlow, ContentView } from '@throughline/api';
import { changeParts, compileFlow, diffFlows, inWords, stateTitle, strandedCases } from '@throughline/language';
import { role } from '../flows/words.ts';
import { readCasesByVersion } from '../sql/read-version-history.ts';
import type { Throughline } from '../throughline.ts';
import { seesAll, type Visible } from '../visible/visible.ts';
import type { Compared, Pair } from './about.ts';
import { baselineOf } from './baseline.ts';
import { beginOf, type ChangeContent, hashOfContent } from './content.ts';
import { judgeFlows, judgePilot } from './judge-flows.ts';
import { judgeMapping, judgeMigration } from './judge-migrations.ts';
import { judgeCalendar, judgeParameters } from './judge-tuning.ts';
import type { Judge, Judging } from './judgement.ts';
import { mappedValues } from './mapped-values.ts';
import { measuredAfter } from './measured-after.ts';

/** What a change would change, and what is wrong with it. */
export interface Judged {
  readonly view: ContentView;
  /** The flows before and after, where content has any and they could be compared. */
  readonly pairs: readonly Compared[];
}

/**
 * Judges content against what is in force now: the findings of the checker with everything around it, the differences in words, and what
 * becomes of running cases, of those that are seen. What a change has carried out is judged against what was in force before it. Writes nothing.
 *
 * @throws ThroughlineError flow-unknown: it is about a flow or a version that is not deployed
 */
export async function judgeContent(
  throughline: Throughline,
  content: ChangeContent,
  { visible = seesAll, change }: Partial<Judging> = {},
): Promise<Judged> {
  const {
    findings,
    pairs = [],
    parameters = [],
    moves = null,
    wayBack,
    documents,
  } = await judges[content.subject](throughline, content as never, { visible, change });
  const compared = comparedOf(pairs, findings);
  const integrations = await mappedValues(throughline, compared, visible);
  const measured = await measuredAfter(throughline, content, compared);
  const begin = beginOf(content);
  const from = begin === undefined ? null : new Date(begin).toISOString();
  const view: ContentView = {
    ...{ subject: content.subject, hash: hashOfContent(content), from, baseline: await baselineOf(throughline, content) },
    findings: [...findings, ...measured.findings, ...integrations.findings].slice(0, 1000),
    flows: await Promise.all(compared.map((pair) => flowView(throughline, pair, visible))),
    ...{ parameters: [...parameters], moves, wayBack, documents: [...documents] },
    metrics: [...measured.metrics],
    integrations: [...integrations.mapped],
  };
  return { view, pairs: compared };
}

const judges: { readonly [S in ChangeContent['subject']]: Judge<S> } = {
  flow: judgeFlows,
  parameters: judgeParameters,
  calendar: judgeCalendar,
  mapping: judgeMapping,
  migration: judgeMigration,
  pilot: judgePilot,
};

/** What has errors cannot be compared; of a new flow there is nothing to compare it with. */
function comparedOf(pairs: readonly Pair[], findings: readonly ContentFinding[]): readonly Compared[] {
  const broken = new Set(findings.filter(({ severity }) => severity === 'error').map(({ flow }) => flow));
  return pairs
    .filter(({ after }) => !broken.has(after.name))
    .map((pair) => ({
      ...pair,
      changes: pair.before === undefined ? [] : diffFlows(pair.before.definition, pair.after).changes,
    }));
}

async function flowView(throughline: Throughline, { before, after, changes }: Compared, visible: Visible): Promise<ContentFlow> {
  const compiled = compileFlow(after);
  const titled = (name: string) => role(Object.hasOwn(after.roles ?? {}, name) || before === undefined ? compiled : before, name);
  const scope = visible.cases(after.name);
  const cases =
    before === undefined ? undefined : await readCasesByVersion(throughline.pool, after.name, scope === 'all' ? null : scope);
  const strands = before === undefined ? [] : strandedCases(before.definition, after);
  return {
    ...{ flow: after.name, title: after.title ?? inWords(after.name), version: before?.version ?? null },
    changes: changes.slice(0, 2000).map(({ part, kind, weight, sentence, direction = null, roles, guess = null }) => ({
      ...{ part, kind, weight, sentence, direction, guess, partTitle: changeParts[part] },
      roles: roles.map((name) => titled(name).title),
    })),
    running: cases?.get(before?.version ?? 0) ?? 0,
    stranded: strands.slice(0, 500).map(({ state, why, needsMapping }) => ({
      ...{ why, needsMapping },
      state: state === null || before === undefined ? null : stateTitle(before.definition, state),
    })),
  };
}
