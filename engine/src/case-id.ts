import { hash } from 'node:crypto';
import type { CaseIdentity } from '@throughline/language';

/** The number of buckets that cases are spread over; the first 12 bits of an id. */
export const bucketCount = 4096;

/**
 * The id of a root case: the first 128 bits of a hash over its name, as a UUID. Any system that knows flow, entity and key can
 * address the case without a look-up.
 */
export function caseId({ flow, entity, key }: Pick<CaseIdentity, 'flow' | 'entity' | 'key'>): string {
  return uuid(hashOf('throughline.case/1', entity, flow, key));
}

/** The id of an owned child. It has its parent's bucket, so both share a transaction wherever the buckets lie. */
export function childId(parent: string, flow: string, key: string): string {
  return uuid(parent.slice(0, 3) + hashOf('throughline.child/1', parent, flow, key).slice(3));
}

export function bucketOf(id: string): number {
  return Number.parseInt(id.slice(0, 3), 16);
}

/** The length stands before each part, so that ("ab", "c") and ("a", "bc") differ. */
function hashOf(...parts: readonly string[]): string {
  return hash('sha256', parts.map((part) => `${Buffer.byteLength(part)}:${part}`).join(''), 'hex');
}

function uuid(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

export function isCaseId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
