import { hash } from 'node:crypto';
import { compileSegment, type FlowDefinition, type Newborn, segmentFault } from '@throughline/language';
import type { PilotRow } from '../sql/read-settings.ts';

/** A case that is about to be born, as far as its version depends on it. */
export interface Birth extends Newborn {
  readonly flow: string;
  /**
   * The cases that it comes of, the nearest first: for an owned case its owners, for another the one whose event caused it, and the owners
   * of that one.
   */
  readonly kin: readonly { readonly flow: string; readonly version: number }[];
  /** For an owned case, the name of the case that stands above all its owners: a family is of one arm. */
  readonly root?: { readonly entity: string; readonly key: string };
}

/** Where definitions of versions are found; they are loaded. */
export type FindDefinition = (flow: string, version: number) => FlowDefinition | undefined;

/**
 * The version that a newborn case runs: a pilot's where one takes it, else the one in force. Pure, and asked once, at the birth: the
 * version stands in the case from then on.
 *
 * A pilot takes whom its kin says: who comes of a case of one of its flows is of the same arm. Who comes of none is taken by the
 * segment, and of it a share by the salted hash of entity and key, whichever the flow: so what goes by one name goes one way.
 */
export function versionAtBirth(
  birth: Birth,
  {
    latest,
    pilots,
    find,
  }: { readonly latest: number | undefined; readonly pilots: readonly PilotRow[]; readonly find: FindDefinition },
): number | undefined {
  const pilot = pilots.find(({ flows }) => Object.hasOwn(flows, birth.flow));
  if (pilot === undefined) return latest;
  return isTaken(pilot, birth, find) ? pilot.flows[birth.flow] : latest;
}

function isTaken(pilot: PilotRow, birth: Birth, find: FindDefinition): boolean {
  const kin = birth.kin.find(({ flow }) => Object.hasOwn(pilot.flows, flow));
  if (kin !== undefined) return pilot.flows[kin.flow] === kin.version;
  const { entity, key } = birth.root ?? birth;
  return isOfShare(pilot, { entity, key }) && isOfSegment(pilot, birth, find);
}

/** 48 bits of a salted hash, as a share of all of them. The length stands before each part, so that no two names run together. */
export function shareOf(salt: string, { entity, key }: { readonly entity: string; readonly key: string }): number {
  const text = [salt, entity, key].map((part) => `${Buffer.byteLength(part)}:${part}`).join('');
  return Number.parseInt(hash('sha256', text, 'hex').slice(0, 12), 16) / 2 ** 48;
}

function isOfShare({ salt, share }: PilotRow, named: { readonly entity: string; readonly key: string }): boolean {
  return share >= 1 || shareOf(salt, named) < share;
}

const compiled = new WeakMap<PilotRow, Map<string, (newborn: Newborn) => boolean>>();

/** An expression that does not fit a flow's data takes none of its cases, unless by kin. */
function isOfSegment(pilot: PilotRow, birth: Birth, find: FindDefinition): boolean {
  if (pilot.segment === null) return true;
  const known = compiled.get(pilot) ?? new Map<string, (newborn: Newborn) => boolean>();
  compiled.set(pilot, known);
  let isOf = known.get(birth.flow);
  if (isOf === undefined) {
    const definition = find(birth.flow, pilot.flows[birth.flow] ?? 0);
    if (definition === undefined) return false;
    isOf = segmentFault(definition, pilot.segment) === undefined ? compileSegment(definition, pilot.segment) : () => false;
    known.set(birth.flow, isOf);
  }
  return isOf(birth);
}
