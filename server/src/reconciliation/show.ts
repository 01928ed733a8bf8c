import type { ReconciliationBreak, ReconciliationRun, ReconciliationView } from '@throughline/api';
import { caseId } from '@throughline/engine';
import type { Actor } from '@throughline/language';
import { titleOfRole } from '../http/roles.ts';
import { requireRole } from '../sign-in/accounts.ts';
import type { StoredBreak } from './break-table.ts';
import type { DeclaredReconciliation } from './declarations.ts';
import { numberOf } from './tell-cases.ts';

/** Keep reconciliations as such, whoever owns them. */
const keepers = ['administrator', 'operator', 'owner', 'integration-owner', 'systems-lead'] as const;

const ownerOf = ({ checked }: DeclaredReconciliation) => (checked.ok ? checked.declaration.owner : 'integration-owner');

/** Whether somebody may see a reconciliation: its owners, whoever keeps integrations, and auditors. */
export function seesReconciliation({ roles }: Actor, declared: DeclaredReconciliation): boolean {
  return roles.some((role) => role === 'auditor' || role === ownerOf(declared) || keepers.some((one) => one === role));
}

/** @throws HttpProblem role-required */
export function requireSeer(actor: Actor, declared: DeclaredReconciliation): void {
  if (!seesReconciliation(actor, declared)) requireRole(actor, ...keepers, ownerOf(declared), 'auditor');
}

/** Comparing reads both systems, so it is for its owner and whoever keeps integrations. @throws HttpProblem role-required */
export function requireKeeper(actor: Actor, declared: DeclaredReconciliation): void {
  requireRole(actor, ...keepers, ownerOf(declared));
}

export function viewOf(declared: DeclaredReconciliation, lastRun: ReconciliationRun | undefined): ReconciliationView {
  const { checked, id, file } = declared;
  const owner = ownerOf(declared);
  const shared = {
    id,
    file: file.split('/').at(-1) ?? file,
    owner: { name: owner, title: titleOfRole(owner) },
    lastRun: lastRun ?? null,
  };
  if (!checked.ok)
    return { ...shared, title: id, faults: [...checked.faults], left: null, right: null, everySeconds: null, nextAt: null };
  const { title, left, right, schedule } = checked.declaration;
  const nextAt =
    schedule === undefined || lastRun === undefined
      ? null
      : new Date(Date.parse(lastRun.startedAt) + schedule.everySeconds * 1000).toISOString();
  return {
    ...{ ...shared, title, faults: [], left: left.system, right: right.system },
    ...{ everySeconds: schedule?.everySeconds ?? null, nextAt },
  };
}

export function breakView({ id, checked }: DeclaredReconciliation, one: StoredBreak): ReconciliationBreak {
  const { entity = 'company' } = checked.ok ? checked.declaration : {};
  const number = one.told === null ? null : numberOf(id, one);
  const { key, differs, difference, ...found } = one.found;
  return {
    ...found,
    ...{ record: key, differs: [...differs], difference: [...difference], firstSeen: one.firstSeen, lastSeen: one.lastSeen },
    left: found.left === null ? null : { ...found.left, fields: { ...found.left.fields } },
    right: found.right === null ? null : { ...found.right, fields: { ...found.right.fields } },
    number,
    caseId: number === null ? null : caseId({ flow: 'reconciliation-break', entity, key: number }),
  };
}

/** The place of a page in a list of breaks. */
export const placeOf = ({ record, ordinal }: Pick<StoredBreak, 'record' | 'ordinal'>) =>
  Buffer.from(JSON.stringify([record, ordinal])).toString('base64url');

/** `undefined`: it is none. */
export function placeIn(text: string): Pick<StoredBreak, 'record' | 'ordinal'> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(value) || value.length !== 2) return undefined;
    const [record, ordinal] = value as readonly unknown[];
    return typeof record === 'string' && Number.isInteger(ordinal) ? { record, ordinal: ordinal as number } : undefined;
  } catch {
    return undefined;
  }
}
