/** What stands for a value that the reader may not see. */
export const hiddenWord = 'hidden';

/** Which role would show it: *needs the role finance lead or auditor*. */
export function hiddenNeeds(needs: readonly string[]): string {
  const roles = needs.map((role) => role.replaceAll(/[-_]/g, ' '));
  const last = roles.pop();
  if (last === undefined) return 'left out';
  return `needs the role ${roles.length === 0 ? last : `${roles.join(', ')} or ${last}`}`;
}
