import { ThroughlineError } from '../errors.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A page of a list whose cursor is the id of the last one of the page before. @throws ThroughlineError cursor-invalid */
export async function pageAfter<T extends { readonly id: string }>(
  { limit = 50, after }: { readonly limit?: number; readonly after?: string },
  read: (page: { readonly limit: number; readonly after: string | undefined }) => Promise<readonly T[]>,
): Promise<{ items: T[]; next?: string }> {
  if (after !== undefined && !uuid.test(after))
    throw new ThroughlineError('cursor-invalid', 'The cursor is none of this list', { place: 'after' });
  const found = await read({ limit: limit + 1, after });
  const last = found.length > limit ? found[limit - 1] : undefined;
  return { items: found.slice(0, limit), ...(last === undefined ? {} : { next: last.id }) };
}
