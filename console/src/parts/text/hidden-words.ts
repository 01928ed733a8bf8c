import { words } from './words.ts';

/** What stands in an answer for a text that the reader may not see. Written out here: taken from the contract, it would divide what is loaded first. */
export const hiddenText = '[hidden]';

/** What stands for a value that the reader may not see. */
export const hiddenWord = words.hidden;

/** Which role would show it: *needs the role finance lead or auditor*. */
export function hiddenNeeds(needs: readonly string[]): string {
  const roles = needs.map((role) => role.replaceAll(/[-_]/g, ' '));
  const last = roles.pop();
  if (last === undefined) return words.leftOut;
  return words.needsRole(roles, last);
}
