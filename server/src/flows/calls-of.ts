import type { FlowBehaviour } from '@throughline/api';
import { type CompiledFlow, inWords, ladderTitle, rungTitle } from '@throughline/language';
import { type Binding, noBinding } from '../connections/bindings.ts';
import { whyUnbound } from '../connections/waiting-calls.ts';
import { placeText, role, type Site } from './words.ts';

/** What a flow does outside, and where: on a transition, or by a rung. */
export function effectPlaces(flow: CompiledFlow, sites: readonly Site[]) {
  const rungs = Object.entries(flow.definition.ladders ?? {}).flatMap(([ladder, { rungs: all }]) =>
    all.map((rung) => ({
      effects: rung.effects ?? [],
      from: `${ladderTitle(flow.definition, ladder)}: ${rungTitle(flow.definition, ladder, rung.name)}`,
    })),
  );
  return [...sites.map((site) => ({ effects: site.transition.effects ?? [], from: placeText(flow, site) })), ...rungs];
}

/** The systems that a flow calls, who answers for them, and which connection takes the calls here. */
export function destinationsOf(
  flow: CompiledFlow,
  sites: readonly Site[],
  bound: ReadonlyMap<string, Binding>,
): FlowBehaviour['destinations'] {
  const places = effectPlaces(flow, sites);
  return Object.entries(flow.definition.destinations ?? {}).map(([name, { title, owner, tier }]) => {
    const binding = bound.get(name) ?? noBinding;
    return {
      name,
      title: title ?? inWords(name),
      owner: owner === undefined ? null : role(flow, owner),
      tier: tier ?? null,
      connection: binding.kind === 'bound' ? binding.connection.declaration.id : null,
      waits: whyUnbound(bound, name) ?? null,
      from: [
        ...new Set(
          places.flatMap(({ effects, from }) => (effects.some((one) => one.kind === 'call' && one.to === name) ? [from] : [])),
        ),
      ],
    };
  });
}
