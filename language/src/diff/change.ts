/** The parts of a flow in which people think of a change, in the order in which they read it. */
export const changeParts = {
  states: 'States',
  transitions: 'What can happen',
  deadlines: 'Target times',
  escalation: 'Escalation',
  thresholds: 'Thresholds',
  approvals: 'Approvals',
  owners: 'Who answers for what',
  permissions: 'Who may do what',
  automation: 'Automation',
  exceptions: 'Exceptions',
  consequences: 'What follows by itself',
  data: 'Data',
  calendar: 'Calendar',
  wording: 'Wording',
} as const;
export type ChangePart = keyof typeof changeParts;

/**
 * How much a change weighs. `breaking`: something that was taken is no longer, or is required and was not; whoever sends it, or a
 * case that runs, is concerned. `behaviour`: the flow does something else from now on. `wording`: only what people read.
 */
export type ChangeWeight = 'breaking' | 'behaviour' | 'wording';

/** Which way a change goes, where it has a way: of approvals, of times, of bounds. */
export type ChangeDirection = 'stronger' | 'weaker' | 'earlier' | 'later' | 'wider' | 'narrower';

/** One thing that is different between two versions of a flow, as a person in the business would say it. */
export interface FlowChange {
  readonly part: ChangePart;
  readonly kind: 'added' | 'removed' | 'changed' | 'renamed';
  readonly weight: ChangeWeight;
  readonly sentence: string;
  /** JSON Pointer into the version before; absent where there was nothing. */
  readonly before?: string;
  /** JSON Pointer into the version after; absent where there is nothing. */
  readonly after?: string;
  readonly direction?: ChangeDirection;
  /** The roles whose work changes, sorted. */
  readonly roles: readonly string[];
  /** Why it is taken to be so, where the documents do not say it: a renaming is a guess. */
  readonly guess?: string;
}
