import type { FlowDefinition } from '../definition/flow.ts';
import type { Json, JsonObject } from '../json.ts';
import { stateTitle } from '../titles.ts';
import { type ChangePart, changeParts, type FlowChange } from './change.ts';
import { change, type Spot } from './compare.ts';
import { flowChanges } from './flow-changes.ts';
import { type RenamedState, renamedStates, renameStates } from './renamed-states.ts';
import { tunedLengths } from './tuned-lengths.ts';
import { quoted } from './words.ts';

/** What is different between two versions of a flow. */
export interface FlowDiff {
  readonly flow: string;
  /** By part, in the order of `changeParts`. Empty exactly where the two say the same. */
  readonly changes: readonly FlowChange[];
  /** The states that are taken to have been renamed. */
  readonly renamed: readonly RenamedState[];
}

/**
 * Says what changes from one version of a flow to the next, as a person in the business would: who answers, what is due when, who
 * approves, what is possible where. Total over documents that satisfy the schema of flows; the order of keys changes nothing.
 */
export function diffFlows(before: FlowDefinition, after: FlowDefinition): FlowDiff {
  const renamed = renamedStates(before, after);
  const names = new Map(renamed.map(({ from, to }) => [from, to]));
  const versions = { before: renameStates(before, names), after };
  const origin = new Map(renamed.map(({ from, to }) => [to, from]));
  const found = [
    ...renamed.map((state) => renaming(state, before, versions)),
    ...flowChanges(versions),
    ...tunedLengths(versions),
  ];
  const parts = Object.keys(changeParts) as ChangePart[];
  return {
    flow: after.name,
    changes: found
      .map((one) => placed(inOldWords(one, origin), before, after))
      .toSorted((a, b) => parts.indexOf(a.part) - parts.indexOf(b.part)),
    renamed,
  };
}

function renaming({ from, to, because }: RenamedState, before: FlowDefinition, versions: Spot['versions']): FlowChange {
  const spot: Spot = { versions, subject: '', before: ['states', from], after: ['states', to], roles: [] };
  const titles = [quoted(stateTitle(before, from)), quoted(stateTitle(versions.after, to))];
  const sentence =
    titles[0] === titles[1]
      ? `State ${titles[0]} has another name in files and commands: ${to}, no longer ${from}`
      : `State ${titles[0]} is now called ${titles[1]}`;
  return change(spot, {
    part: 'states',
    kind: 'renamed',
    weight: 'breaking',
    guess: because,
    sentence,
    roles: [before.states[from]?.owner, versions.after.states[to]?.owner],
  });
}

/** Pointers into the version before use the names that it has. */
function inOldWords(found: FlowChange, origin: ReadonlyMap<string, string>): FlowChange {
  const [, member, state, ...rest] = found.before?.split('/') ?? [];
  const old = member === 'states' && state !== undefined ? origin.get(state) : undefined;
  return old === undefined ? found : { ...found, before: ['', member, old, ...rest].join('/') };
}

/** Where a member is missing, the nearest that there is stands for it. */
function placed(found: FlowChange, before: FlowDefinition, after: FlowDefinition): FlowChange {
  return {
    ...found,
    ...(found.before === undefined ? {} : { before: nearest(before as unknown as Json, found.before) }),
    ...(found.after === undefined ? {} : { after: nearest(after as unknown as Json, found.after) }),
  };
}

function nearest(document: Json, at: string): string {
  const found: string[] = [];
  let value: Json | undefined = document;
  for (const segment of at.split('/').slice(1)) {
    const name = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) break;
    value = (value as JsonObject)[name];
    found.push(segment);
  }
  return found.map((segment) => `/${segment}`).join('');
}
