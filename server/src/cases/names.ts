import type { CaseName, CaseRow } from '@throughline/api';
import type { EventView } from '@throughline/engine';
import { type Actor, type CompiledFlow, inWords, stateTitle } from '@throughline/language';
import { builtInPacks } from '../built-in-packs.ts';
import { people } from '../demo/company.ts';
import { type CaseHead, readCaseHeads } from '../sql/read-case-heads.ts';
import type { Throughline } from '../throughline.ts';
import { loadFlows } from './flow-book.ts';

export type ActorName = NonNullable<CaseRow['assignee']>;

const peopleById = new Map(people.map(({ id, name }) => [id, name]));

/** Who acts, as people are to read it: the simulated company's people by their names, cases by flow and key, others by their ids. */
export function actorName({ database }: Pick<Throughline, 'database'>, id: string, kind: Actor['kind'] = 'person'): ActorName {
  const named = database === 'demo' ? peopleById.get(id) : id === 'owner' ? 'You' : undefined;
  return { id, kind, name: named ?? (kind === 'person' ? id : machineName(id)) };
}

/** What a rule says of somebody who may not, with their name in place of their id. */
export function withName(house: Pick<Throughline, 'database'>, { principal }: Pick<Actor, 'principal'>, message: string): string {
  return message.replaceAll(principal, actorName(house, principal).name);
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

/** The names of those of some cases that exist, by id: at most two statements, however many they are. */
export async function caseNames(throughline: Throughline, ids: readonly string[]): Promise<ReadonlyMap<string, CaseName>> {
  const heads = await readCaseHeads(throughline.pool, [...new Set(ids)]);
  const flowOf = await loadFlows(throughline, heads);
  return new Map(heads.map((head) => [head.id, nameOf(flowOf(head), head)]));
}

function nameOf({ definition }: CompiledFlow, { id, flow, entity, key, state }: CaseHead): CaseName {
  return { id, flow, key, entity, state, stateTitle: stateTitle(definition, state) };
}
