import {
  type CaseRecord,
  type CompiledFlow,
  compileFlow,
  decide,
  type FlowDefinition,
  type JsonObject,
} from '@throughline/language';
import type { Examined, Transition } from '../explorer/examined.ts';
import { rolesOf } from '../explorer/explore.ts';
import { reach } from '../explorer/reach.ts';
import type { Valuation } from '../explorer/valuations.ts';
import { beginning, person, unblocked, type Walk, withData } from '../explorer/walk.ts';

/** Something that can be asked of a case, as it was driven there, and the transition that it takes. */
export interface Occasion {
  /** `undefined`: the case is not born. */
  readonly record: CaseRecord | undefined;
  readonly key: string;
  readonly now: number;
  readonly event: string;
  readonly data: JsonObject;
  readonly transition: Transition;
}

export interface Stage {
  readonly flow: CompiledFlow;
  readonly definition: FlowDefinition;
  readonly roles: readonly string[];
  /** One for each transition that a command can take. */
  readonly occasions: readonly Occasion[];
  /** Cases by state; also those that wait for the approval of a rung. */
  readonly cases: readonly CaseRecord[];
}

const daysLater = [0, 9, 40, 100, 200];

/** Drives cases of a flow into each state, as the explorer does, and finds for each transition an input that takes it. */
export function stageOf(definition: FlowDefinition, around: { readonly roles?: readonly string[] } = {}): Stage {
  const compiled = compileFlow(definition);
  // Who may do what is asked here, not which fields nobody revises: to be driven where something can be asked, a case may have any data (L201).
  const flow: CompiledFlow = { ...compiled, naming: new Set(), data: { ...compiled.data, decided: new Set() } };
  const examined: Examined = {
    ...{ definition, compiled: flow, roles: rolesOf(definition, around), spent: { evaluations: 0, decisions: 0 } },
  };
  const reached = reach(examined);
  const occasions = reached.groups.flatMap(({ state, group }) =>
    group.transitions.flatMap((transition, index): readonly Occasion[] => {
      for (const { valuation, chosen } of group.samples) {
        if (chosen !== index) continue;
        const found = occasionOf(examined, state === undefined ? undefined : reached.walks.get(state), {
          ...{ event: group.event, transition, data: valuation.event },
          key: String(valuation.data[definition.key] ?? ''),
          placed: (walk) => withData(examined, walk, naming(valuation, transition.only), person(examined, 'carol')),
        });
        if (found !== undefined) return [found];
      }
      return [];
    }),
  );
  const cases = [...reached.walks.values(), ...reached.climbed.values()].map(({ record }) => record);
  return { flow, definition, roles: examined.roles, occasions, cases };
}

/** Who plays no part in how a case came to be as it is. Of what is for one person alone, they are that person. */
export const outsider = 'mia';

function naming(valuation: Valuation, only: string | undefined): Valuation {
  return only === undefined ? valuation : { ...valuation, data: { ...valuation.data, [only]: outsider } };
}

interface Tried {
  readonly event: string;
  readonly transition: Transition;
  readonly data: JsonObject;
  readonly key: string;
  readonly placed: (walk: Walk) => Walk | undefined;
}

/** The first time at which somebody who holds every role is not refused. */
function occasionOf(examined: Examined, walk: Walk | undefined, tried: Tried): Occasion | undefined {
  const { event, transition, data, key, placed } = tried;
  const before = walk === undefined ? undefined : placed(walk);
  if (walk !== undefined && before === undefined) return undefined;
  const record = before === undefined ? undefined : unblocked(examined, before).record;
  const subject = record ?? { id: key, flow: examined.definition.name, entity: 'explored', key };
  const actor = { ...person(examined, outsider), secondFactor: true };
  for (const days of daysLater) {
    const now = (before?.now ?? beginning) + days * 86_400_000;
    const input = { kind: 'command', type: event, data, actor, reason: 'asked for' } as const;
    if (decide(examined.compiled, subject, input, { now }).kind === 'applied')
      return { record, key: subject.key, now, event, data, transition };
  }
  return undefined;
}
