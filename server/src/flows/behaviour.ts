import type { FlowBehaviour, FlowField, LadderRules, Transition } from '@throughline/api';
import {
  type CompiledFlow,
  eventTitle,
  type FlowDefinition,
  fieldTitle,
  inWords,
  type LadderDefinition,
  ladderTitle,
  type Millis,
  mergedState,
  retractedState,
  rungTitle,
  stateTitle,
} from '@throughline/language';
import { columnsOf, propertiesOf } from '../cases/fields.ts';
import { loadFlows, newestFlow } from '../cases/flow-book.ts';
import { declaredRungs, rungTimesText } from '../cases/rungs.ts';
import { bindings } from '../connections/bindings.ts';
import type { Throughline } from '../throughline.ts';
import { destinationsOf, effectPlaces } from './calls-of.ts';
import { findingsOf } from './findings.ts';
import { lengthOf, type Terms, type WrittenLength } from './lengths.ts';
import {
  approvalWords,
  condition,
  consequences,
  doers,
  fieldKindText,
  many,
  placeText,
  role,
  type Site,
  sitesOf,
} from './words.ts';

/**
 * How the system behaves under a version of a flow, in words and as it is decided.
 *
 * @throws ThroughlineError flow-unknown: there is no such flow, or no such version of it
 */
export async function flowBehaviour(
  throughline: Throughline,
  name: string,
  { version, now }: { readonly version?: number | undefined; readonly now: Millis },
): Promise<FlowBehaviour> {
  const newest = await newestFlow(throughline, name);
  const flow = version === undefined ? newest : await versionOf(throughline, name, version);
  const { parameters } = await throughline.engine.parameters(name);
  const terms = { parameters, now };
  const sites = sitesOf(flow);
  const bound = await bindings(throughline.env);
  return {
    version: flow.version,
    states: statesOf(flow, terms),
    transitions: sites.map((site) => transitionOf(flow, site)),
    facts: factsOf(flow),
    fields: fieldsOf(flow),
    ladders: [...flow.ladders.keys()].map((ladder) => ladderOf(flow, ladder, terms)),
    links: linksOf(flow),
    messages: messagesOf(flow, sites),
    mails: mailsOf(flow, sites),
    destinations: destinationsOf(flow, sites, bound),
    calendar: calendarOf(flow),
    limits: limitsOf(flow, sites),
    findings: findingsOf(flow),
  };
}

/** @throws ThroughlineError flow-unknown */
export async function versionOf(throughline: Throughline, flow: string, version: number): Promise<CompiledFlow> {
  return (await loadFlows(throughline, [{ flow, version }]))({ flow, version });
}

function statesOf(flow: CompiledFlow, terms: Terms): FlowBehaviour['states'] {
  return [...flow.states].flatMap(([name, { definition }]) => {
    if (name === mergedState || name === retractedState) return [];
    const { final = null, owner, within } = definition;
    return [
      {
        name,
        title: stateTitle(flow.definition, name),
        owner: final === null ? role(flow, owner ?? flow.definition.owner) : null,
        target: within === undefined ? null : lengthOf(flow, within as WrittenLength, terms),
        final,
      },
    ];
  });
}

function transitionOf(flow: CompiledFlow, site: Site): Transition {
  const { definition } = flow;
  const { from, event, transition, index } = site;
  const { when, to, by = 'either', only, reason = false, approval, closed } = transition;
  const { secondFactor = false } = transition as { readonly secondFactor?: boolean };
  return {
    from,
    fromTitle: from === null ? 'Beginning' : stateTitle(definition, from),
    event,
    title: eventTitle(definition, event),
    when: when !== undefined ? condition(when) : index > 0 ? { words: 'otherwise', cel: '' } : null,
    to: to ?? null,
    toTitle: to === undefined ? null : stateTitle(definition, to),
    by,
    roles: doers(flow, site),
    only: only === undefined ? null : fieldTitle(definition, only),
    reason,
    secondFactor,
    approval: approval === undefined ? null : approvalWords(flow, approval),
    closed: many(closed).map(inWords),
    does: consequences(flow, transition),
  };
}

function factsOf({ definition }: CompiledFlow): FlowBehaviour['facts'] {
  return Object.entries(definition.events ?? {}).flatMap(([name, { lands, late }]) => {
    if (lands === undefined) return [];
    const places = typeof lands === 'string' ? [{ to: lands }] : lands;
    return [
      {
        name,
        title: eventTitle(definition, name),
        lands: places.map((place) => {
          const to = place.to === 'stay' ? 'stays' : stateTitle(definition, place.to);
          return 'when' in place && place.when !== undefined ? `${to} if ${condition(place.when).words}` : to;
        }),
        late: late === 'apply',
      },
    ];
  });
}

function fieldsOf(flow: CompiledFlow): FlowField[] {
  const { definition, data } = flow;
  const listed = new Set(columnsOf(flow).map(({ name }) => name));
  const { required } = definition.data as { readonly required?: unknown };
  const needed = new Set(Array.isArray(required) ? required : []);
  const given = Object.entries(propertiesOf(data.schema)).map(([name, schema]) => ({
    name,
    title: fieldTitle(definition, name),
    kind: fieldKindText(schema),
    required: needed.has(name),
    personal: data.personal.has(name),
    confidential: data.confidential.has(name),
    decided: data.decided.has(name),
    list: listed.has(name),
    computed: null,
  }));
  const computed = Object.entries(definition.computed ?? {}).map(([name, cel]) => ({
    name,
    title: fieldTitle(definition, name),
    kind: 'worked out',
    required: false,
    personal: false,
    confidential: false,
    decided: false,
    list: listed.has(name),
    computed: cel,
  }));
  return [...given, ...computed];
}

function sinceEntry(definition: FlowDefinition, { renewedBy = [] }: LadderDefinition): string {
  const anew = renewedBy.map((event) => eventTitle(definition, event)).join(' or ');
  return `when it came there${anew === '' ? '' : `, or the latest ${anew}`}`;
}

/** The rules of a ladder, each rung with the length that is in force. */
export function ladderOf(flow: CompiledFlow, name: string, { now }: Terms): LadderRules {
  const { definition } = flow;
  const ladder = definition.ladders?.[name] as LadderDefinition;
  const titles = (states: readonly string[] = []) => states.map((state) => stateTitle(definition, state));
  return {
    name,
    title: ladderTitle(definition, name),
    anchor:
      ladder.anchor === 'entered' ? { words: sinceEntry(definition, ladder), cel: ladder.anchor } : condition(ladder.anchor),
    during: titles(ladder.during),
    pauseWhile: titles(ladder.pauseWhile),
    stopWhen: ladder.stopWhen === undefined ? null : condition(ladder.stopWhen),
    rungs: declaredRungs(flow, name).map((rung) => {
      const declared = ladder.rungs.find((one) => one.name === rung.name);
      return {
        name: rung.name,
        title: rungTitle(definition, name, rung.name),
        after: rungTimesText(flow, name, rung, now),
        parameter: typeof declared?.after === 'string' ? declared.after : null,
        approval: declared?.approval === undefined ? null : approvalWords(flow, declared.approval),
        toTitle: declared?.to === undefined ? null : stateTitle(definition, declared.to),
        does: declared === undefined ? [] : consequences(flow, declared),
      };
    }),
  };
}

function linksOf({ definition }: CompiledFlow): FlowBehaviour['links'] {
  return [
    ...Object.entries(definition.links ?? {}).map(([name, { flow }]) => ({
      name,
      title: inWords(name),
      flow,
      kind: 'link' as const,
    })),
    ...Object.entries(definition.children ?? {}).map(([name, { flow }]) => ({
      name,
      title: inWords(name),
      flow,
      kind: 'child' as const,
    })),
  ];
}

function messagesOf(flow: CompiledFlow, sites: readonly Site[]): FlowBehaviour['messages'] {
  return sites.flatMap((site) => {
    const from = placeText(flow, site);
    const sent = (site.transition.send ?? []).map((one) => ({ ...one, kind: 'send' as const }));
    const opened = (site.transition.open ?? []).flatMap((one) => ('flow' in one ? [{ ...one, kind: 'open' as const }] : []));
    return [...sent, ...opened].map(({ flow: to, event, kind, onRefused }) => ({
      from,
      flow: to,
      event,
      title: inWords(event),
      kind,
      onRefused: onRefused === undefined ? null : (flow.exceptions.get(onRefused)?.title ?? inWords(onRefused)),
    }));
  });
}

function mailsOf(flow: CompiledFlow, sites: readonly Site[]): FlowBehaviour['mails'] {
  const places = effectPlaces(flow, sites);
  return Object.entries(flow.definition.mails ?? {}).map(([name, { subject }]) => ({
    name,
    subject,
    from: [
      ...new Set(
        places.flatMap(({ effects, from }) =>
          effects.some((effect) => effect.kind === 'mail' && effect.template === name) ? [from] : [],
        ),
      ),
    ],
  }));
}

function calendarOf({ definition, calendar }: CompiledFlow): string[] {
  const named = definition.calendar;
  const entities = Object.entries(named?.entities ?? {}).map(([entity, other]) => `${inWords(other)} for ${entity}`);
  const closed = new Set(
    Object.values(definition.states).flatMap(({ on = {} }) =>
      Object.values(on).flatMap((all) => many(all).flatMap((one) => many(one.closed))),
    ),
  );
  return [
    `Days are those of ${calendar.timeZone}`,
    ...(named === undefined ? [] : [[`Business time: ${inWords(named.default)}`, ...entities].join(', ')]),
    ...[...closed].map((window) => `Something is closed during ${inWords(window)}`),
  ].slice(0, 20);
}

/** What no automation does: it takes a person, or the approval of one. */
function limitsOf(flow: CompiledFlow, sites: readonly Site[]): string[] {
  const byHand = sites
    .filter(({ transition }) => transition.by === 'person')
    .map((site) => `${placeText(flow, site)} takes a person`);
  const approved = sites.flatMap((site) => {
    const { approval } = site.transition;
    return approval === undefined ? [] : [`${placeText(flow, site)} takes the approval of ${approvalWords(flow, approval).by}`];
  });
  const rungs = Object.entries(flow.definition.ladders ?? {}).flatMap(([ladder, { rungs: all }]) =>
    all.flatMap((rung) => {
      const place = `${ladderTitle(flow.definition, ladder)}: ${rungTitle(flow.definition, ladder, rung.name)}`;
      return rung.approval === undefined ? [] : [`${place} takes the approval of ${approvalWords(flow, rung.approval).by}`];
    }),
  );
  return [...new Set([...byHand, ...approved, ...rungs])].slice(0, 200);
}
