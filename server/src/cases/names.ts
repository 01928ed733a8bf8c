import type { CaseName, CaseRow } from '@throughline/api';
import type { EventView } from '@throughline/engine';
import { type Actor, type CaseAction, type CompiledFlow, inWords, isJsonObject, stateTitle } from '@throughline/language';
import { builtInPacks } from '../built-in-packs.ts';
import { people } from '../demo/company.ts';
import { knownName } from '../sign-in/names-of-people.ts';
import { type CaseHead, readCaseHeads } from '../sql/read-case-heads.ts';
import type { Throughline } from '../throughline.ts';
import { loadFlows } from './flow-book.ts';

export type ActorName = NonNullable<CaseRow['assignee']>;

const peopleById = new Map(people.map(({ id, name }) => [id, name]));

/** Who acts, as people are to read it: the simulated company's people by their names, cases by flow and key, others by their ids. */
export function actorName(
  house: Pick<Throughline, 'database'> & Partial<Pick<Throughline, 'pool'>>,
  id: string,
  kind: Actor['kind'] = 'person',
): ActorName {
  const named = house.database === 'demo' ? peopleById.get(id) : (knownName(house, id) ?? (id === 'owner' ? 'You' : undefined));
  return { id, kind, name: named ?? (kind === 'person' ? id : machineName(id)) };
}

/** What a rule says to somebody who may not: people by their names, and roles by their titles also where the flow gives them none. */
export function refusalText(
  house: Pick<Throughline, 'database'>,
  { flow, actor }: { readonly flow: CompiledFlow; readonly actor: Pick<Actor, 'principal'> },
  { code, message, expected }: NonNullable<CaseAction['refusal']>,
): string {
  if (code === 'role-required' && Array.isArray(expected)) {
    return `This needs the role ${expected.map((role) => roleName(flow, String(role)).title).join(' or ')}`;
  }
  if (code === 'role-required' && isJsonObject(expected) && Array.isArray(expected['missing'])) {
    return `The approval of ${expected['missing'].map((role) => roleName(flow, String(role)).title).join(' and ')} is missing`;
  }
  if (code === 'named-person-required' && typeof expected === 'string')
    return `Only ${actorName(house, expected).name} may do this`;
  return message.replaceAll(actor.principal, actorName(house, actor.principal).name);
}

/**
 * Who did what an event says. What an owned case tells its owner comes of somebody who has worked on it: that is who is named.
 */
export function doerName(
  house: Pick<Throughline, 'database'>,
  event: Pick<EventView, 'actor' | 'actorKind' | 'principal'>,
): ActorName {
  const { actor, actorKind, principal } = event;
  const isOwned = /^case:(?:exception|task)\//.test(actor);
  const doer = actorName(house, actor, actorKind);
  return isOwned && principal !== actor ? { ...doer, name: actorName(house, principal, actorKind).name } : doer;
}

/** `case:invoice/INV-7` is `Invoice INV-7`, `clock` is `Clock`; programs are called what they call themselves. */
function machineName(id: string): string {
  const ofCase = /^case:([^/]+)\/(.+)$/s.exec(id);
  if (ofCase !== null) return `${inWords(ofCase[1] ?? '')} ${ofCase[2]}`;
  return id === 'clock' ? 'Clock' : id;
}

/** A role by the title that its flow or a pack gives it, else by its name in words. */
export function roleName({ definition }: CompiledFlow, role: string): { readonly name: string; readonly title: string } {
  const { roles = {} } = definition;
  const declared = Object.hasOwn(roles, role) ? roles[role]?.title : undefined;
  const shipped = builtInPacks.find((pack) => Object.hasOwn(pack.roles, role))?.roles[role]?.title;
  return { name: role, title: declared ?? shipped ?? inWords(role) };
}

export function ownerName(flow: CompiledFlow, role: string): { readonly role: string; readonly title: string } {
  return { role, title: roleName(flow, role).title };
}

/** What a kind of exceptions is called by the first flow that raises it, as the kernel's own by every flow. */
export function exceptionKindTitle(flows: readonly CompiledFlow[], kind: string): string {
  return flows.find(({ exceptions }) => exceptions.has(kind))?.exceptions.get(kind)?.title ?? inWords(kind);
}

/** The names of those of some cases that exist, by id: at most two statements, however many they are. */
export async function caseNames(throughline: Throughline, ids: readonly string[]): Promise<ReadonlyMap<string, CaseName>> {
  const heads = await readCaseHeads(throughline.pool, [...new Set(ids)]);
  const flowOf = await loadFlows(throughline, heads);
  return new Map(heads.map((head) => [head.id, nameOf(flowOf(head), head)]));
}

export function nameOf({ definition }: CompiledFlow, { id, flow, entity, key, state }: CaseHead): CaseName {
  return { id, flow, key, entity, state, stateTitle: stateTitle(definition, state) };
}
