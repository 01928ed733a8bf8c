import type { Blame } from './check-chain.ts';
import { type Decided, ownedId, rootId } from './check-replay.ts';
import type { EventRow, Holdings } from './read-holdings.ts';

/** What an event causes has happened once, at the case for which it was meant, and nothing else has been caused. */
export function checkCaused({ events, retired }: Holdings, decided: Decided, blame: Blame): void {
  const caused = new Map<string, EventRow[]>();
  const causeOf = new Map<string, string>();
  for (const event of events) {
    if (event.cause_case === null) continue;
    causeOf.set(`${event.id}/${event.seq}`, event.cause_case);
    const name = `${event.cause_case}/${event.cause_seq}`;
    caused.set(name, [...(caused.get(name) ?? []), event]);
  }
  const gone = new Set(retired.map(({ id }) => id));
  for (const [name, { children, toParent, effects, next, following = [] }] of decided) {
    const happened = [...(caused.get(name) ?? [])];
    const expect = (kind: 'children' | 'messages', target: string, type: string, mayBeAnswered: boolean) => {
      const found = happened.findIndex((event) => event.id === target && event.type === type);
      if (found >= 0) happened.splice(found, 1);
      else if (!mayBeAnswered && !gone.has(target)) blame('lost', `${name}: ${type} has not come to ${target}`);
      if (happened.some((event) => event.id === target && event.type === type) && kind === 'messages')
        blame('twice', `${name}: ${type} has come to ${target} twice`);
    };
    for (const child of children) expect('children', ownedId(next.id, child.flow, child.key), child.message.type, false);
    // Whom its owner has ended tells it nothing new.
    if (toParent !== undefined && next.parent !== undefined && causeOf.get(name) !== next.parent)
      expect('children', next.parent, toParent.type, false);
    for (const input of following) if (input.kind !== 'deadline') expect('messages', next.id, input.type, false);
    for (const effect of effects)
      if (effect.kind === 'message') {
        const { flow, entity, key } = effect.target;
        expect('messages', rootId(flow, entity, key), effect.message.type, effect.reply?.refused !== undefined);
      }
    for (const event of happened)
      if (!['yes', 'no', 'effect-failed'].includes(event.type))
        blame('twice', `${event.id}/${event.seq}: ${event.type} follows from ${name}, which caused no such`);
  }
  checkAnswers(events, blame);
}

/** Whoever asked for something was answered once. */
function checkAnswers(events: readonly EventRow[], blame: Blame): void {
  const [asked, answered] = [new Map<string, number>(), new Map<string, number>()];
  for (const { id, type } of events) {
    if (type === 'reserve') asked.set(id, (asked.get(id) ?? 0) + 1);
    if (type === 'yes' || type === 'no') answered.set(id, (answered.get(id) ?? 0) + 1);
  }
  for (const [id, times] of asked) {
    const answers = answered.get(id) ?? 0;
    if (answers !== times)
      blame(answers < times ? 'lost' : 'twice', `${id}: asked ${times} times, and was answered ${answers} times`);
  }
  const took = events.filter(({ type }) => type === 'take').length;
  const got = events.filter(({ type }) => type === 'yes').length;
  if (took !== got) blame('messages', `${took} were taken, and ${got} were told so`);
}

/** Owners count those that live, and nobody is owned by nobody. */
export function checkChildren({ cases, versions }: Holdings, blame: Blame): void {
  const ends = new Set<string>(['expected', 'merged']);
  for (const { flow, version, definition } of versions)
    for (const [state, { final }] of Object.entries((definition as { states: Record<string, { final?: string }> }).states))
      if (final !== undefined) ends.add(`${flow}/${version}/${state}`);
  const byOwner = new Map<string, string[]>();
  const known = new Set(cases.map(({ id }) => id));
  for (const { id, parent, flow, version, state } of cases) {
    if (parent === null) continue;
    if (!known.has(parent)) blame('children', `${id}: its owner is not there`);
    if (!ends.has(`${flow}/${version}/${state}`)) byOwner.set(parent, [...(byOwner.get(parent) ?? []), id]);
  }
  for (const { id, clocks } of cases) {
    const groups = Object.entries((clocks as { children?: Record<string, { open: readonly string[] }> }).children ?? {});
    const counted = groups.reduce((sum, [, { open }]) => sum + open.length, 0);
    const living = byOwner.get(id)?.length ?? 0;
    if (counted !== living) blame('children', `${id}: counts ${counted} open cases of its own, and there are ${living}`);
  }
}

/** Effects are those that were decided, and each was done as often as was declared. */
export function checkEffects(holdings: Holdings, decided: Decided, deeds: ReadonlyMap<string, number>, blame: Blame): void {
  const { effects, cases, events } = holdings;
  const keyOf = new Map(cases.map(({ id, key }) => [id, key]));
  const rows = new Map(effects.map((effect) => [`${effect.id}/${effect.key}`, effect]));
  const wanted = new Set(
    [...decided].flatMap(([name, { effects: each }]) => each.map(({ key }) => `${name.slice(0, 36)}/${key}`)),
  );
  for (const name of wanted) if (!rows.has(name)) blame('lost', `${name}: an effect was decided and is not there`);
  for (const name of rows.keys()) if (!wanted.has(name)) blame('effects', `${name}: an effect that nobody decided`);
  for (const name of deeds.keys()) if (!rows.has(name)) blame('effects', `${name}: was done, and is no effect`);
  const told = new Map<string, number>();
  for (const { id, type } of events) if (type === 'effect-failed') told.set(id, (told.get(id) ?? 0) + 1);
  for (const [name, { id, kind, status, delivery }] of rows) {
    if (status === 'unknown') told.set(id, (told.get(id) ?? 0) - 1);
    if (kind === 'message') {
      if (status !== 'done') blame('messages', `${name}: a message is ${status}`);
      continue;
    }
    const times = deeds.get(name) ?? 0;
    const canBeAsked = keyOf.get(id)?.startsWith('L') === true;
    const mostOnce = canBeAsked || delivery === 'at-most-once';
    if (times > 1 && mostOnce) blame('twice', `${name}: was done ${times} times`);
    if (times === 0 && status === 'done') blame('lost', `${name}: is done, and was not`);
    if (status !== 'done' && (canBeAsked || delivery === 'at-least-once')) blame('effects', `${name}: is ${status}`);
    if (!['done', 'unknown'].includes(status)) blame('effects', `${name}: is ${status}`);
  }
  for (const [id, count] of told)
    if (count !== 0) blame(count < 0 ? 'lost' : 'twice', `${id}: was told of ${count} effects too many`);
}

/** Every rung of every job has fired once, in its order, and nothing due is left. */
export function checkDeadlines({ events, cases, asleep, now }: Holdings, blame: Blame): void {
  const fired = new Map(cases.flatMap(({ id, flow }) => (flow === 'job' ? [[id, [] as string[]]] : [])));
  for (const { id, outcome } of events) {
    const rung = (JSON.parse(outcome) as { fired?: string }).fired;
    if (rung !== undefined) fired.get(id)?.push(rung);
  }
  for (const [id, rungs] of fired)
    if (rungs.join() !== 'dunning/first,dunning/second')
      blame(
        rungs.length < 2 ? 'lost' : rungs.length > 2 ? 'twice' : 'deadlines',
        `${id}: its rungs fired as ${rungs.join() || 'none'}`,
      );
  for (const { id, due } of cases) if (due !== null && due <= now) blame('deadlines', `${id}: is due and nobody looks at it`);
  if (asleep > 0) blame('deadlines', `${asleep} cases are asleep`);
}
