import type { FlowDefinition, JsonObject } from '@throughline/language';

/*
 * Who may do what, read from a definition as somebody reads it who knows the rules (SPEC L44, L45, L230, L344, L354, L363 to L368 of
 * the language) and no line of the code that decides.
 */

type Transition = Exclude<FlowDefinition['start'][string], readonly unknown[]>;
type Approval = NonNullable<Transition['approval']>;

/** Whom something asks for. */
export interface Right {
  /** One of these roles; `undefined`: nobody needs any. */
  readonly roles: readonly string[] | undefined;
  /** Only this one of them, where the case names somebody. */
  readonly person?: string;
  /** No machine may. */
  readonly isForPersons: boolean;
  readonly needsSecondFactor: boolean;
  readonly needsReason: boolean;
}

/** Whoever may take a transition in a state; `undefined`: the case is not yet there. */
export function rightTo(
  definition: FlowDefinition,
  state: string | undefined,
  transition: Transition,
  data: JsonObject = {},
): Right {
  const person = transition.only === undefined ? '' : data[transition.only];
  const owner = (state === undefined ? undefined : definition.states[state]?.owner) ?? definition.owner;
  return {
    roles: transition.roles ?? [owner],
    ...(typeof person === 'string' && person !== '' ? { person } : {}),
    isForPersons: transition.by === 'person',
    needsSecondFactor: transition.secondFactor === true,
    needsReason: transition.reason === true,
  };
}

export function rightToApprove({ roles, secondFactor }: Approval): Right {
  return { roles, isForPersons: true, needsSecondFactor: secondFactor === true, needsReason: false };
}

export function rightToDecline({ roles }: Approval): Right {
  return { roles, isForPersons: true, needsSecondFactor: false, needsReason: true };
}

const byOwner = (definition: FlowDefinition, state: string): Right => ({
  roles: [definition.states[state]?.owner ?? definition.owner],
  isForPersons: false,
  needsSecondFactor: false,
  needsReason: false,
});
const byHand = (...roles: readonly string[]): Right => ({
  roles,
  isForPersons: true,
  needsSecondFactor: false,
  needsReason: true,
});

const byOperators = ({ operators = ['operator'] }: FlowDefinition): Right => byHand(...operators);

/** Whom the built-in events ask for in a state; `undefined`: nobody says them, they come from the kernel alone. */
export const builtInRights: Readonly<Record<string, (definition: FlowDefinition, state: string) => Right | undefined>> = {
  revise: byOwner,
  assign: byOwner,
  link: byOwner,
  comment: (definition) => ({
    roles: definition.reads?.cases === undefined ? undefined : readersOf(definition),
    ...{ isForPersons: false, needsSecondFactor: false, needsReason: false },
  }),
  repair: (definition, state) => ({ ...byOwner(definition, state), ...byOperators(definition) }),
  'skip-rung': (definition) => byOperators(definition),
  replay: (definition) => byOperators(definition),
  merge: (definition) => byOperators(definition),
  rekey: (definition) => byOperators(definition),
  retract: (definition) => byOperators(definition),
  erase: () => byHand('privacy'),
  'legal-hold': () => byHand('legal'),
  'lift-legal-hold': () => byHand('legal'),
  resend: (definition) => byOperators(definition),
  'settle-effect': (definition) => byOperators(definition),
  migrate: (definition) => byOperators(definition),
  alias: () => undefined,
  'child-closed': () => undefined,
  'effect-failed': () => undefined,
  overdue: () => undefined,
  rung: () => undefined,
  expected: () => undefined,
};

/** Whoever sees the cases otherwise than as an auditor. */
function readersOf(definition: FlowDefinition): readonly string[] {
  const found = new Set([...(definition.reads?.cases ?? []), 'operator', 'legal', 'privacy']);
  const visit = (value: unknown, name: string): void => {
    if (typeof value === 'string' && (name === 'owner' || name === 'role' || name === 'roles')) found.add(value);
    else if (Array.isArray(value)) for (const one of value) visit(one, name);
    else if (typeof value === 'object' && value !== null)
      for (const [key, member] of Object.entries(value)) if (key !== 'set' && key !== 'with') visit(member, key);
  };
  visit({ ...definition, data: {}, reads: {}, events: {}, roles: {}, computed: {}, children: {}, links: {} }, '');
  found.delete('auditor');
  return [...found];
}

/** Whether a role suffices, whoever holds it. */
export function suffices({ roles }: Right, role: string | undefined): boolean {
  if (roles !== undefined) return role !== undefined && roles.includes(role);
  // Any role that has a part in the business.
  return role !== undefined && role !== 'auditor' && role !== 'administrator';
}
