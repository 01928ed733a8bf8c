/** How much a finding weighs: a definition with errors cannot be deployed. */
export type FindingSeverity = 'error' | 'warning';

const error = (meaning: string) => ({ severity: 'error', meaning }) as const;
const warning = (meaning: string) => ({ severity: 'warning', meaning }) as const;

/** Every finding that the checker can make. Codes are stable: they may be named in pipelines and exemptions. */
export const findingCatalogue = {
  // Form
  'schema-invalid': error('The document does not satisfy the published JSON Schema'),
  'too-large': error('The document is larger than a definition can be'),
  'name-malformed': error(
    'A name does not begin with a letter, or has other characters than letters, digits, "_", "-" and space',
  ),
  'time-zone-unknown': error('The time zone is none that IANA lists'),
  'flow-name-reserved': error('The name belongs to a flow of the kernel'),

  // Names
  'state-unknown': error('A state is named that the flow does not declare'),
  'event-unknown': error('An event is named that the flow does not know'),
  'event-reserved': error('An event has the name of a built-in one'),
  'event-unused': warning('An event is described that no state and no start takes'),
  'event-resembles': warning('An event that is taken in one place and described nowhere is almost called like one that is'),
  'exception-unknown': error('An exception is named that the flow does not declare'),
  'parameter-unknown': error('A parameter is named that the flow does not declare'),
  'mail-unknown': error('A mail is named that the flow does not declare'),
  'mail-unused': warning('A mail is declared that nothing sends'),
  'destination-unknown': error('A destination is called that the flow does not declare'),
  'destination-unused': warning('A destination is declared that nothing calls'),
  'destination-unowned': error('Nobody answers for a system that is called, or it is not said how much hangs on it'),
  'link-unknown': error('A link is named that the flow does not declare'),
  'field-unknown': error('A field is named that the schema does not declare'),
  'role-unknown': error('A role is named that is not declared, though roles are declared'),
  'child-unknown': error('A kind of owned children is named that the flow does not declare'),
  'calendar-unknown': error('A calendar is named that the flow does not declare'),
  'window-unknown': error('A window is named that a calendar of the flow does not have'),
  'state-reserved': error('A state has the name of the state of the kernel in which facts wait for their case'),
  'limit-role-unknown': error('A limit is given to a role that may not approve'),
  'name-convention': warning('A name is written in another way than most of its kind'),
  'states-alike': warning('Two states seem to mean the same'),

  // Life
  'start-missing': error('No event starts a case'),
  'start-without-state': error('A start event leads to no state'),
  'start-incomplete': error('A case would be born without a field that it must have'),
  'state-unreachable': error('No event leads to the state'),
  'state-only-by-deviation': warning('Only a fact that does not fit the flow leads to the state'),
  'no-way-out': error('From the state no final state can be reached'),
  'guard-never-holds': error('A transition can never be taken: its guard holds for no input'),
  'transition-shadowed': error(
    'A transition can never be taken, or a fact never land there: wherever it holds, one before it does, or nobody may approve it',
  ),
  'event-unsendable': error('No transition of an event that is taken somewhere can ever be taken'),
  'guards-overlap': warning('Two guards of one list hold for one input; lists of events that land are exempt'),
  'guards-incomplete': warning(
    'Of two or more transitions, or places to land, all are guarded, and for some input no guard holds; transitions of events that land are exempt',
  ),
  'approval-on-start': error('A case that is not yet born would have to wait for an approval'),

  // Owners
  'state-unowned': error('Nobody owns a state in which cases wait'),
  'exception-unowned': error('Nobody owns an exception'),

  // Deadlines
  'wait-without-deadline': error('Cases can wait in the state for ever without anybody noticing'),
  'rungs-not-ascending': warning('A rung is due before the one above it'),
  'rung-never-fires': error('A rung can never fire'),
  'rung-repeat-invalid': error('A rung comes again, and it is not said after how long or how often'),
  'ladder-paused-during': warning('A ladder is said to fire and to stand still in the same state'),
  'rung-duplicate': error('Two rungs of a ladder have one name'),
  'deadline-on-final': warning('A final state has a target time or a ladder'),

  // Approvals
  'approver-can-be-author': error('Who wrote what is approved can be the one who approves it'),
  'only-invalid': error(
    'The person for whom alone something is, is named by no text of the data, or by one that nothing fills in',
  ),
  'task-tells-person': warning('A task is for a person whom a personal or confidential field names, and tells who that is'),
  'second-factor-passed-by': warning('A second factor is asked of persons, and a machine may do it without'),
  'approval-out-of-limits': warning('Something can be asked for that nobody may approve'),

  // Calendars
  'calendar-invalid': error('A calendar contradicts itself, or is never open'),
  'calendar-missing': error('Business time is counted, or a window asked for, and the flow has no calendar'),

  // Expressions
  'expression-invalid': error('An expression does not parse or does not type-check'),
  'expression-type': error('An expression gives another type than is needed'),
  'value-invalid': error('A constant does not satisfy the schema of the field that it is given to'),
  'computed-circle': error('Computed fields read each other in a circle'),
  'key-changed': error('A transition changes the business key of a case that exists'),
  'field-can-be-missing': error('An expression reads a field that can be missing'),
  'expression-can-fail': warning('An expression fails on some input, though nothing is missing'),

  // Data
  'data-not-closed': error('The schema of data is not an object whose fields are all declared'),
  'data-schema-broken': error('The schema of data is no JSON Schema'),
  'key-field-invalid': error('The key is not a required text field of the data'),
  'key-personal': warning('The key says something about a person: keys are never erased'),
  'key-confidential': warning('The key is confidential: whoever sees the case sees its key'),
  'field-name-unreadable': error('Expressions cannot name the field'),
  'field-untyped': warning('The schema of a field leaves its type open: expressions over it are not checked'),
  'list-fields-too-many': error('More than eight fields are list fields or columns'),
  'list-field-personal': warning('A field of lists says something about a person: lists do not keep it'),
  'column-duplicate': error('A column has the name of a list field of the data'),
  'default-invalid': error('The default of a field does not satisfy its schema'),

  // Parameters
  'parameter-default-invalid': error('The default of a parameter is not of its type or out of its bounds'),
  'parameter-bounds-invalid': error('The bounds of a parameter contradict each other or its type'),
  'parameter-not-a-length': error('A length of time is taken from a parameter of another type'),
  'length-choice-invalid': error('A length is chosen by a field that is no text, or for a value that the field never has'),
  'parameter-unused': warning('A parameter is declared that nothing reads'),

  // Exceptions
  'exception-unused': warning('An exception is declared that nothing raises'),
  'runbook-missing': warning('An exception of severity high or critical does not say what its owner should do'),
  'exception-unresolvable': warning('An exception has no resolutions, and no transition resolves it'),

  // Effects
  'effect-without-idempotency': warning('Nothing says what happens when it is not known whether a mail or call went out'),
  'call-unhandled': error('A call of another system can be refused or stay unknown without anybody hearing of it'),
  'call-field-unknown': error('A call carries a field that its destination does not take'),
  'call-incomplete': error('A call lacks a field that its destination requires'),

  // Between flows
  'refusal-unhandled': error('A message to another case can be refused without anybody hearing of it'),
  'flow-unknown': error('A flow is named that is not there'),
  'message-not-accepted': error('A message has an event that the other flow does not take'),
  'message-field-unknown': error('A message carries a field that the other flow does not know'),
  'message-incomplete': error('A message lacks a field that the other flow requires'),

  // Packs
  'flow-duplicate': error('Two flows of a pack have one name'),
  'metric-duplicate': error('Two metrics of a pack have one id'),
  'metric-invalid': error('A metric is not what its JSON Schema says, or names what its flow does not have'),
  'home-invalid': error(
    'The hints for a page (home, receivables) name what the pack does not have, or something of another kind',
  ),

  // Versions
  'migration-invalid': error(
    'A migration is not what its JSON Schema says, is of other versions, or names what they do not have',
  ),
  'migration-strands': error(
    'Running cases could not go on under the new version, and the migration does not say what becomes of them',
  ),

  // Watches
  'watch-invalid': error('A watch is not what its JSON Schema says, or names what the pack does not have'),
  'watch-duplicate': error('Two watches of a pack have one name'),

  // Changes of parameters
  'parameter-value-invalid': error('A parameter is given a value that is not of its type or out of its bounds'),
  'parameter-change-past': error('A change of parameters would take effect before it was decided'),
  'parameter-change-not-owned': error('A parameter is changed by somebody who does not hold the role that owns it'),
  'parameter-change-empty': warning('A change of parameters changes nothing'),
} as const;

export type FindingCode = keyof typeof findingCatalogue;
