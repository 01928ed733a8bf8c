import type { FlowDetail, FlowField, FlowVersion, StateActivity, Transition } from '@throughline/api';
import { formatDay, formatMoment } from '../../format/day.ts';
import { formatPercent } from '../../format/number.ts';
import type { FormatSettings } from '../../format/settings.ts';
import { wordsOf } from '../../words/language.ts';
import type { FlowTab } from './search.ts';

/* All words of the page of a flow, kept apart for translation. */

export const tabTitles: Readonly<Record<FlowTab, string>> = {
  business: 'Business flow',
  system: 'System behaviour',
  exceptions: 'Exceptions',
  automation: 'Automation',
  metrics: 'Metrics and history',
  mining: 'What happens',
};

const english = {
  flow: 'Flow',
  theFlow: 'The flow',
  propose: 'Propose a change',
  flows: 'Flows',
  parts: 'Parts of the flow',
  of: 'of',
  meta: (version: number, owner: string, timeZone: string) => `version ${version}, owner ${owner}, days in ${timeZone}`,
  open: (count: string) => `${count} open`,
  cases: (count: string) => `${count} cases`,
} as const;

export const words = wordsOf({ en: english });

export function roleTitle({ roles }: FlowDetail, name: string): string {
  return roles.find((role) => role.name === name)?.title ?? name;
}

/** Where the flow hangs: `Order to cash`, `Invoice`. */
export function placeWords({ stream, stage }: Pick<FlowDetail, 'stream' | 'stage'>): readonly string[] {
  return [stream, stage].filter((part) => part !== null).map((part) => capital(part.replaceAll('-', ' ')));
}

export function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

export const endings: Partial<Readonly<Record<StateActivity['kind'], string>>> = {
  done: 'ends: done',
  failed: 'ends: failed',
  cancelled: 'ends: cancelled',
  gone: 'of older versions',
  expected: 'waits to begin',
};

interface Measured {
  readonly asOf: string | null;
  readonly from: string | null;
  readonly days: number;
}

/** Of which days figures are, and when they were read. */
export function measuredWords({ asOf, from, days }: Measured, settings: FormatSettings): string {
  if (asOf === null) return 'Being read from the log for the first time.';
  if (from === null) return `As of ${formatMoment(asOf, settings)}.`;
  return `${formatDay(from, settings)} to ${formatDay(asOf, settings)}, ${days} days; read ${formatMoment(asOf, settings)}.`;
}

/** Who may do it, in the order of the roles. */
export function whoWords({ by, roles }: Pick<Transition, 'by' | 'roles'>): string {
  const named = roles.map(({ title }) => title).join(' or ');
  if (by === 'automation') return 'by itself only';
  return by === 'person' ? `${named}, by hand only` : `${named}, or by itself`;
}

export const businessWords = wordsOf({
  en: {
    what: 'What moved',
    loading: 'Loading the diagram.',
    legend: 'Figures at lines: cases that went that way. In boxes: cases there now.',
    scale: ['within target', 'up to 1.25 times', 'up to 1.75 times', 'longer (median wait against target)'],
    ways: 'ways',
    moreWays: (count: string) => `Also the ${count} ways that nobody took`,
    fewerWays: 'Only ways that were taken',
    states: 'States',
    statesNote: 'Cases now; moves and waits of the last 30 days',
    noStates: 'It declares no state.',
    state: 'State',
    owner: 'Owner',
    now: 'Now',
    entered: 'Entered',
    left: 'Left',
    median: 'Median wait',
    p90: '90% within',
    target: 'Target',
    oldest: 'There longest',
    moves: 'What leads from one to the other',
    movesNote: 'Cases that went that way in the last 30 days',
    noMoves: 'Nothing leads from one state to another.',
    from: 'From',
    to: 'To',
    by: 'By',
    went: 'Cases',
    beginning: 'Beginning',
    undeclared: '(not declared by this version: a fact, a repair or an older version)',
    begins: 'How it begins',
    noStart: 'People begin none: cases of it are born of others.',
    may: 'You may.',
    mayNot: (why: string | undefined) => `Not you: ${why ?? 'the flow does not say why'}.`,
    asks: (key: string, fields: readonly string[]) => `Named by its ${key}. Asks for ${fields.join(', ') || 'nothing'}.`,
    notApplicable: 'n/a',
    noOwner: 'none',
  } as const,
});

export const sideWords = wordsOf({
  en: {
    selected: 'What is selected',
    lately: (days: number) => `In the last ${days} days`,
    pick: 'Choose a state or a line',
    begun: 'Began',
    ended: 'Ended',
    withException: 'Of these with an exception',
    straight: 'Of these straight through',
    manual: 'Steps done by hand',
    meaning: (flow: string) =>
      `Straight through: ended with no exception raised and no person's hand in it. Shares are of the cases of ${flow} that ended.`,
    percent: (value: number, locale: string) => formatPercent(value, locale),
    cases: 'cases',
    now: 'Cases now',
    entered: (days: number) => `Entered, ${days} days`,
    left: (days: number) => `Left, ${days} days`,
    median: 'Median wait',
    p90: '90% left within',
    target: 'Target',
    oldest: 'There longest',
    waysOut: 'Ways out',
    leftNote: (count: string) => `${count} left`,
    noWay: 'Nothing leads out of it.',
    rules: 'Rules here',
    ruleOwner: (owner: string | undefined) => (owner === undefined ? 'Nobody has to answer for it.' : `Owner: ${owner}.`),
    ruleTarget: (target: string | undefined, parameter: string | null) =>
      target === undefined
        ? 'No target time.'
        : `Target ${target}${parameter === null ? '' : `, by the parameter ${parameter}`}.`,
    ladder: (title: string, rungs: readonly string[], paused: boolean) =>
      paused ? `${title} stands still here.` : `${title}: ${rungs.join(', ')}.`,
    beginning: 'Beginning',
    way: (from: string, to: string) => `${from} to ${to}`,
    wayNote: (days: number) => `${days} days`,
    byHand: (count: string) => `${count} by hand`,
    byLadder: 'ladder',
    undeclared: 'This version declares no such way: a fact, a repair or an older version led along it.',
    noRule: 'A rung of a ladder leads this way; see Automation.',
    when: (guard: string) => `; when ${guard}`,
    approval: (by: string) => `; approved by ${by}`,
    does: (what: string) => `; ${what}`,
    notApplicable: 'n/a',
  } as const,
});

export const versionTitle = (version: number) => `Version ${version}`;

export const systemWords = wordsOf({
  en: {
    what: 'How the system behaves',
    version: 'Version',
    newest: (version: number) => `Version ${version}, in force`,
    oneVersion: 'It has one version: there is nothing to compare.',
    against: 'Compare with',
    noComparison: 'Not compared',
    compare: (version: string) => `Compared with ${version.toLowerCase()}`,
    findings: 'What the checker says',
    checking: 'Being checked',
    noFindings: 'The checker finds nothing.',
    code: 'Finding',
    severity: 'Severity',
    found: 'What it is',
    witness: (text: string) => `Shown by: ${text}`,
    mend: 'What to do',
    place: 'Place',
    states: 'States',
    state: 'State',
    name: 'Name',
    owner: 'Owner',
    target: 'Target',
    ends: (final: string | null) => `ends: ${final ?? ''}`,
    transitions: 'Transitions',
    noTransition: 'It has none.',
    from: 'From',
    event: 'Event',
    to: 'To',
    stays: 'stays',
    when: 'When, in words and CEL',
    always: 'always',
    closed: (windows: readonly string[]) => `Not during ${windows.join(' or ')}.`,
    who: 'Who',
    only: (field: string) => `, only the person in ${field}`,
    reason: ', with a reason',
    secondFactor: ', signed in with a second factor',
    approval: (by: string) => `Approved by ${by}`,
    never: (who: string) => `never by ${who}`,
    does: 'And then',
    fields: 'Data',
    noField: 'It keeps none.',
    field: 'Field',
    kind: 'Kind',
    marks: 'Marks',
    computed: 'Worked out',
    messages: 'Messages and effects',
    noMessage: 'It tells other flows nothing.',
    at: 'At',
    tells: 'tells',
    opens: 'opens',
    flow: 'Flow',
    refused: 'Where refused',
    links: 'Beside other cases:',
    owned: 'owned,',
    linked: 'a link to',
    mails: 'Mails',
    destinations: 'Systems that are called',
    destination: 'System',
    takenBy: 'Connection',
    calledAt: 'Called at',
    tier: 'Tier',
    waits: 'none; its calls wait',
    mail: 'Mail',
    subject: 'Subject',
    sentAt: 'Sent at',
    facts: 'Facts',
    factsNote: 'What has happened in a system of record cannot be refused',
    noFact: 'No fact moves it on its own.',
    fact: 'Fact',
    lands: 'Leaves the case',
    late: 'Where it comes late',
    counts: 'counts in full',
    fills: 'fills what is older',
    calendar: 'Calendar and windows',
    parameters: 'Parameters',
    noParameter: 'Nothing can be tuned without a new version.',
    parameter: 'Parameter',
    value: 'Value',
    insteadOf: (value: string, unset: string) => `${value}, not ${unset}`,
    bounds: 'Bounds',
    range: (from: string | null, to: string | null) =>
      from === null && to === null
        ? undefined
        : from === null
          ? `up to ${to}`
          : to === null
            ? `from ${from}`
            : `${from} to ${to}`,
    since: 'Since',
    beginning: 'the beginning',
    fromOn: 'from',
    usedBy: 'Counts for',
    notApplicable: 'n/a',
  } as const,
});

/** `always there, personal, in lists`: what holds for the values of a field. */
export function fieldWords({ required, personal, confidential, decided, list }: FlowField): string {
  return [
    required ? 'always there' : undefined,
    personal ? 'personal' : undefined,
    confidential ? 'confidential' : undefined,
    decided ? 'written by events alone' : undefined,
    list ? 'in lists' : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

export const differenceWords = wordsOf({
  en: {
    what: 'What changes',
    title: (from: number, to: number) => `From version ${from} to version ${to}`,
    /** The letters of the console have no arrow. */
    becomes: ' to ',
    same: 'The two say the same.',
    part: 'Part',
    change: 'Change',
    guess: (why: string) => `(taken to be so: ${why})`,
    weight: 'Weight',
    weights: { breaking: 'breaking', behaviour: 'behaviour', wording: 'wording' },
    direction: 'Direction',
    roles: 'Whose work changes',
    notApplicable: 'n/a',
  } as const,
});

export const exceptionWords = wordsOf({
  en: {
    title: 'Exceptions',
    none: 'It knows no exception.',
    exception: 'Exception',
    severity: 'Severity',
    owner: 'Owner',
    target: 'Target',
    blocks: 'Stops the case',
    yes: 'yes',
    no: 'no',
    raisedBy: 'Raised by',
    kernel: 'the kernel',
    resolutions: 'Ways out',
    free: 'any',
    open: 'Open',
    aged: 'Past target',
    lately: 'Raised, 30 days',
    runbooks: 'What to do',
    noRunbook: 'No exception of it says what to do.',
  } as const,
});

export const automationWords = wordsOf({
  en: {
    what: 'Who may do what',
    share: 'By hand and by itself',
    nothing: 'Nothing happened in these days.',
    manual: (byHand: string, byItself: string) => `${byHand} of the steps were done by hand, ${byItself} by themselves.`,
    inAll: 'In all',
    noFailure: 'No effect has failed.',
    failures: (counts: readonly string[]) => `Effects that came to nothing and wait for somebody: ${counts.join(', ')}.`,
    matrix: 'Who may do what',
    matrixNote: 'By hand: of all times that the event happened in the last 30 days, in whichever state',
    none: 'It has no transition.',
    from: 'From',
    event: 'Event',
    person: 'Person only',
    automation: 'Automation only',
    either: 'Either',
    approval: 'Approved by',
    roles: 'Roles',
    nobody: 'none',
    byHand: 'By hand',
    part: (part: string, whole: string) => `${part} of ${whole}`,
    yes: 'yes',
    dash: '–',
    ladders: 'Ladders',
    noLadder: 'It has no ladder.',
    ladder: (title: string) => `Ladder: ${title}`,
    counted: (anchor: string, during: readonly string[], paused: readonly string[], stop: string | undefined) =>
      [
        `Counted from ${anchor}, while it is ${during.join(' or ')}.`,
        paused.length === 0 ? '' : ` It stands still while it is ${paused.join(' or ')}.`,
        stop === undefined ? '' : ` It ends when ${stop}.`,
      ].join(''),
    rung: 'Rung',
    byParameter: (title: string) => `by “${title}”`,
    after: 'After',
    does: 'What happens',
    to: 'To',
    stays: 'stays',
    byItself: 'by itself',
    limits: 'Where automation ends',
    limitsNote: 'What no automation may do alone',
    noLimit: 'Everything may happen by itself.',
  } as const,
});

const counted = (count: number, word: string) => `${count} ${word}`;

export const metricWords = wordsOf({
  en: {
    metrics: 'Metrics of this flow',
    noMetric: 'No metric is measured of it.',
    versions: 'Versions',
    version: 'Version',
    number: (version: number) => `Version ${version}`,
    current: 'in force',
    by: 'By',
    released: 'Released',
    notReleased: 'not released',
    scheduled: 'to come:',
    cases: 'Cases',
    changed: 'Changes',
    first: 'the first',
    weights: ({ breaking, behaviour, wording }: NonNullable<FlowVersion['changes']>) =>
      [
        breaking === 0 ? undefined : counted(breaking, 'breaking'),
        behaviour === 0 ? undefined : counted(behaviour, 'behaviour'),
        wording === 0 ? undefined : counted(wording, 'wording'),
      ]
        .filter((part) => part !== undefined)
        .join(', ') || 'none',
    why: 'Why',
    pilot: (name: string) => `tried by the pilot ${name}`,
    decisions: 'Decisions about parameters',
    decision: 'Decision',
    noDecision: 'Every parameter has its default.',
    values: 'What',
    step: (title: string, before: string, after: string) => `${title}: ${before} to ${after}`,
    holds: 'Holds from',
    changes: 'Releases and versions meanwhile',
    changesNote: 'Of the last year, of all flows',
    noChange: 'Nothing was released.',
    change: 'Change',
    title: 'Title',
    kind: 'Kind',
    kinds: { release: 'release', 'flow-version': 'flow version' },
    at: 'When',
  } as const,
});
