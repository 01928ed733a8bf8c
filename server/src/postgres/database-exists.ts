const duplicateDatabase = '42P04';
const uniqueViolation = '23505';

/** Whether `create database` failed because it is there; of two at the same moment, one is told so by the catalogue's own index. */
export function isDuplicate(error: unknown): boolean {
  const { code } = error as { readonly code?: string };
  return code === duplicateDatabase || code === uniqueViolation;
}
