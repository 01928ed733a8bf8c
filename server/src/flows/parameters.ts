import type { FlowParameter, ResponseOf, Routes } from '@throughline/api';
import type { ParameterDecision } from '@throughline/engine';
import { type CompiledFlow, exceptionTitle, inWords, type Json, ladderTitle, rungTitle, stateTitle } from '@throughline/language';
import { iso } from '../cases/case-row.ts';
import { newestFlow } from '../cases/flow-book.ts';
import type { Throughline } from '../throughline.ts';
import { parameterText } from './lengths.ts';
import { deployerName } from './versions.ts';
import { placeText, role, rungSitesOf, sitesOf } from './words.ts';

type Answer = ResponseOf<Routes['GET /{database}/flows/{flow}/parameters']>;

/**
 * What can be tuned of a flow without a new version, what it is now and will be, and all that was decided, the latest first.
 *
 * @throws ThroughlineError flow-unknown
 */
export async function flowParameters(throughline: Throughline, name: string): Promise<Answer> {
  const flow = await newestFlow(throughline, name);
  const { parameters, scheduled, decisions } = await throughline.engine.parameters(name);
  const { now } = await throughline.engine.clock();
  const declared = flow.definition.parameters ?? {};
  const items = Object.entries(declared).map(([parameter, { type, owner, from, to, title, default: unset }]): FlowParameter => {
    const said = (value: unknown) => parameterText(type, value);
    const since = decisions.filter((one) => one.from <= now && Object.hasOwn(one.values, parameter)).at(-1);
    const value = parameters[parameter] ?? unset;
    return {
      name: parameter,
      title: title ?? inWords(parameter),
      type,
      value: said(value),
      default: said(unset),
      owner: role(flow, owner),
      from: from === undefined ? null : said(from),
      to: to === undefined ? null : said(to),
      raw: { value: plain(value), default: plain(unset), from: from ?? null, to: to ?? null },
      since: since === undefined ? null : iso(since.from),
      scheduled: scheduled
        .map((one) => ({ value: one.parameters[parameter] ?? unset, from: one.from }))
        .filter((one, index, all) => one.value !== (index === 0 ? value : all[index - 1]?.value))
        .slice(0, 100)
        .map((one) => ({ value: said(one.value), from: iso(one.from) })),
      usedBy: usedBy(flow, parameter),
    };
  });
  return { items, history: historyOf(throughline, flow, decisions) };
}

/** Parameters are numbers, flags and texts. */
function plain(value: unknown): string | number | boolean | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

/** The decisions, each with what was said before it; the latest first. */
function historyOf(
  house: Pick<Throughline, 'database'>,
  { definition }: CompiledFlow,
  decisions: readonly ParameterDecision[],
): Answer['history'] {
  const values: Record<string, Json> = {};
  const declared = (name: string) =>
    Object.hasOwn(definition.parameters ?? {}, name) ? definition.parameters?.[name] : undefined;
  const history = decisions.map((decision) => ({
    revision: decision.revision,
    from: iso(decision.from),
    at: iso(decision.at),
    by: deployerName(house, decision.by),
    reason: decision.reason,
    values: Object.entries(decision.values).map(([name, value]) => {
      const { type = '', default: unset = null, title = inWords(name) } = declared(name) ?? {};
      const before = values[name] ?? unset;
      const after = value ?? unset;
      values[name] = after;
      return { name, title, before: parameterText(type, before), after: parameterText(type, after) };
    }),
  }));
  return history.reverse();
}

/** What is counted or decided by a parameter. */
function usedBy(flow: CompiledFlow, name: string): string[] {
  const { definition } = flow;
  // A length that a field chooses names its parameters in its branches.
  const names = (length: unknown) =>
    length === name || (typeof length === 'object' && JSON.stringify(length).includes(JSON.stringify(name)));
  const reads = (cel: string | undefined) => cel?.includes(`parameters.${name}`) === true;
  const states = Object.entries(definition.states).flatMap(([state, { within }]) =>
    names(within) ? [`target of ${stateTitle(definition, state)}`] : [],
  );
  const exceptions = Object.entries(definition.exceptions ?? {}).flatMap(([kind, { within }]) =>
    names(within) ? [`target of ${exceptionTitle(definition, kind)}`] : [],
  );
  const rungs = rungSitesOf(flow).flatMap(({ ladder, rung }) =>
    names(rung.after) || names(rung.every)
      ? [`${ladderTitle(definition, ladder)}: ${rungTitle(definition, ladder, rung.name)}`]
      : [],
  );
  const guards = sitesOf(flow).flatMap((site) => {
    const { when, set = {}, approval } = site.transition;
    const limit = Object.values(approval?.limit?.by ?? {});
    return [when, ...Object.values(set), ...limit].some(reads) ? [placeText(flow, site)] : [];
  });
  const computed = Object.entries(definition.computed ?? {}).flatMap(([field, cel]) => (reads(cel) ? [inWords(field)] : []));
  return [...new Set([...states, ...exceptions, ...rungs, ...guards, ...computed])].slice(0, 100);
}
