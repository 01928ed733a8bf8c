import { builtInEvents, kernelStates } from '@throughline/language';

/*
 * Names of a flow from the words of a log. A state is called by what has happened: after "Send Fine" it is `fine-sent`. English verbs at the
 * beginning of an activity are known from a list; whatever else an activity is called, its own words stay.
 */

/** Verbs whose participle no rule gives. */
const irregular: Readonly<Record<string, string>> = {
  ...{ send: 'sent', pay: 'paid', make: 'made', take: 'taken', give: 'given', get: 'got', put: 'put', set: 'set', sell: 'sold' },
  ...{
    buy: 'bought',
    bring: 'brought',
    build: 'built',
    begin: 'begun',
    bill: 'billed',
    choose: 'chosen',
    do: 'done',
    draw: 'drawn',
  },
  ...{
    find: 'found',
    hold: 'held',
    keep: 'kept',
    know: 'known',
    leave: 'left',
    lose: 'lost',
    meet: 'met',
    read: 'read',
    run: 'run',
  },
  ...{
    say: 'said',
    see: 'seen',
    show: 'shown',
    split: 'split',
    tell: 'told',
    think: 'thought',
    withdraw: 'withdrawn',
    write: 'written',
  },
  ...{
    cut: 'cut',
    let: 'let',
    lend: 'lent',
    quit: 'quit',
    reset: 'reset',
    resend: 'resent',
    rewrite: 'rewritten',
    redo: 'redone',
  },
  ...{
    go: 'gone',
    wait: 'waiting',
    undo: 'undone',
    overdraw: 'overdrawn',
    submit: 'submitted',
    permit: 'permitted',
    plan: 'planned',
  },
  ...{
    stop: 'stopped',
    ship: 'shipped',
    drop: 'dropped',
    refer: 'referred',
    transfer: 'transferred',
    defer: 'deferred',
    cancel: 'cancelled',
  },
  ...{
    control: 'controlled',
    commit: 'committed',
    scan: 'scanned',
    tag: 'tagged',
    log: 'logged',
    map: 'mapped',
    debit: 'debited',
  },
};

/** Verbs with a regular participle, with which activities of business often begin. */
const regular: ReadonlySet<string> = new Set(
  `accept acknowledge activate add adjust allocate analyse analyze answer appeal apply appoint appraise approve archive arrange ask assemble
  assess assign attach audit authorise authorize award block book calculate call change charge check claim clarify clear close collect compare
  complete compute confirm contact correct create credit deactivate decide declare decline delay delete deliver deny deploy design dispatch
  dispute document download edit email enable enter escalate estimate evaluate examine execute expire extend fail file fill finalise finalize
  finish fix follow forward fulfil fulfill generate grant handle hire identify implement import inform initiate insert inspect install invite
  invoice issue join launch link list load lock mail manage mark measure merge monitor move notify observe open order pack park pause perform
  pick place post prepare present print process produce prolong propose provide publish purchase qualify query quote raise rate reactivate
  receive recommend reconcile record refund refuse register reinitiate reject release remind remove renew repair repeat replace reply report
  request require reserve resolve respond restart restore resume retrieve return review revise revoke route sample save schedule select separate
  serve settle sign start store submit suspend terminate test track transmit treat trigger turn unblock unlock update upgrade upload validate
  verify visit void withhold`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

/** Before these words the object of a verb ends: "Send Appeal to Prefecture" is `appeal-sent-to-prefecture`. */
const prepositions: ReadonlySet<string> = new Set([
  'to',
  'for',
  'from',
  'in',
  'into',
  'on',
  'at',
  'by',
  'with',
  'of',
  'off',
  'out',
  'up',
  'as',
]);

function participleOf(verb: string): string | undefined {
  const known = Object.hasOwn(irregular, verb) ? irregular[verb] : undefined;
  if (known !== undefined) return known;
  if (!regular.has(verb)) return undefined;
  if (verb.endsWith('e')) return `${verb}d`;
  return /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ied` : `${verb}ed`;
}

/** The words of a name: letters and digits without accents, in lower case. */
function wordsOf(name: string): readonly string[] {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss');
  return plain
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** What has happened, in words: "Send Fine" gives fine, sent; an activity that begins with no verb that is known gives its own words. */
export function happened(activity: string): readonly string[] {
  const words = wordsOf(activity);
  const [verb = '', ...rest] = words;
  const participle = participleOf(verb);
  if (participle === undefined) return words;
  const end = rest.findIndex((word) => prepositions.has(word));
  const object = end < 0 ? rest : rest.slice(0, end);
  return [...object, participle, ...(end < 0 ? [] : rest.slice(end))];
}

/** How the end of a case is meant, as far as a word says so. */
export function finalKind(activity: string): 'done' | 'failed' | 'cancelled' {
  const words = happened(activity).join(' ');
  if (/\b(cancel\w*|withdraw\w*|void\w*|storn\w*|abort\w*|revoked?)\b/.test(words)) return 'cancelled';
  return /\b(reject\w*|fail\w*|den(y|ied)|refused?|declined?)\b/.test(words) ? 'failed' : 'done';
}

export function titleOf(activity: string): string {
  const text = happened(activity).join(' ') || plainText(activity);
  return text.charAt(0).toUpperCase() + text.slice(1, nameMax);
}

const nameMax = 80;

/** A text on one line, as short as a name may be and such as can be stored; never empty. */
export function plainText(text: string): string {
  const line = text
    .toWellFormed()
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return line.slice(0, nameMax).toWellFormed().trim() || 'Unnamed';
}

const eventPattern = /^[A-Za-z][A-Za-z0-9_ -]{0,79}$/;

/** Gives each thing a name that no other has and that a flow can declare. */
export class Names {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  take(wanted: string): string {
    const base = wanted.slice(0, nameMax);
    for (let number = 1; ; number += 1) {
      const suffix = number === 1 ? '' : `-${number}`;
      const name = base.slice(0, nameMax - suffix.length) + suffix;
      // Names that differ by case or separators alone would be told apart by nobody.
      const folded = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
      if (this.#taken.has(folded) || name in Object.prototype) continue;
      this.#taken.add(folded);
      return name;
    }
  }
}

/** Names for the states after activities. */
export function stateNames(): (activity: string) => string {
  const names = new Names(kernelStates);
  return (activity) => {
    const words = happened(activity).join('-');
    return names.take(words === '' ? 'state' : /^[a-z]/.test(words) ? words : `after-${words}`);
  };
}

/** Names for events: that of the activity, where a flow can have it. */
export function eventNames(): (activity: string) => string {
  const names = new Names(builtInEvents);
  return (activity) => {
    if (eventPattern.test(activity)) return names.take(activity);
    const words = wordsOf(activity).join('-');
    return names.take(words === '' ? 'event' : /^[a-z]/.test(words) ? words : `event-${words}`);
  };
}
