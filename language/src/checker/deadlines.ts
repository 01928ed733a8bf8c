import type { FlowDefinition, LadderDefinition, RungDefinition } from '../definition/flow.ts';
import type { Valuation } from './ask.ts';
import type { Behaving } from './behaviour.ts';
import { type Finding, finding, pointer } from './finding.ts';
import { isBefore, lengthOf, lengthText } from './firing.ts';
import { inWorld, worldsOf, worldText } from './length-worlds.ts';
import { listed } from './nearest.ts';
import { named } from './sites.ts';
import type { Subject } from './subject.ts';

/** Whether somebody notices when a case waits too long, and whether the rungs of ladders make sense together. */
export function checkDeadlines(subject: Behaving): readonly Finding[] {
  const ladders = Object.entries(subject.flow.ladders ?? {});
  return [
    ...waits(subject),
    ...finals(subject),
    ...ladders.flatMap(([name, ladder]) => [
      ...order(subject.flow, name, ladder),
      ...repeats(subject.flow, name, ladder),
      ...pausedDuring(name, ladder),
      ...silent(subject, name, ladder),
      ...duplicates(name, ladder),
    ]),
  ];
}

function waits(subject: Behaving): readonly Finding[] {
  const { flow, graph, history } = subject;
  const ladders = Object.entries(flow.ladders ?? {});
  return Object.entries(flow.states).flatMap(([state, { within, final }]): Finding[] => {
    const path = graph.planned.get(state);
    // Of a state that cannot be reached it is said; nobody waits there.
    if (within !== undefined || final !== undefined || path === undefined) return [];
    const over = ladders.filter(([, { during }]) => during.includes(state));
    const held = over.map(([name, ladder]) => ({ name, ladder, data: unreadable(subject, ladder) }));
    if (held.some(({ data }) => data === undefined)) return [];
    const [pausing] = ladders.find(([, { pauseWhile }]) => pauseWhile?.includes(state)) ?? [];
    const replay = history.reach(state, dataOf(held.map(({ data }) => data)));
    return [
      finding('wait-without-deadline', pointer('states', state), {
        message: `a case can wait in "${state}" for ever without anybody noticing`,
        witness: [
          ...path,
          ...held.map(
            ({ name, ladder }) => `the ladder "${name}" counts from ${ladder.anchor}, which has no value for some data`,
          ),
          ...(pausing === undefined ? [] : [`the ladder "${pausing}" stands still while a case is in "${state}"`]),
        ],
        mend:
          held.length === 0
            ? 'Add "within", or a ladder that covers the state.'
            : 'Add "within", or anchor the ladder in what is always there.',
        ...(replay === undefined ? {} : { replay }),
      }),
    ];
  });
}

/** Data for which a ladder has nothing to count from; `undefined` where it always has, or that it has not could not be shown. */
function unreadable({ behaviour, isSound }: Behaving, { anchor }: LadderDefinition): Valuation | undefined {
  if (anchor === 'entered' || !isSound) return undefined;
  const failing = behaviour.ask(undefined, true, [{ source: anchor, is: 'failing' }]).found;
  if (failing !== undefined || !anchor.includes('null')) return failing;
  return behaviour.ask(undefined, true, [{ source: `(${anchor}) == null`, is: 'true' }]).found;
}

/** Data that several valuations have in common: what any of them leaves out is left out. */
function dataOf(found: readonly (Valuation | undefined)[]): Valuation['data'] | undefined {
  const [first, ...rest] = found.flatMap((each) => (each === undefined ? [] : [each.data]));
  if (first === undefined) return undefined;
  return Object.fromEntries(Object.entries(first).filter(([field]) => rest.every((data) => data[field] !== undefined)));
}

/** What holds of the rungs as they are for some case: the first such case is the witness. */
function inSomeWorld(
  flow: FlowDefinition,
  ladder: LadderDefinition,
  index: number,
  judge: (rungs: LadderDefinition['rungs'], where: readonly string[]) => readonly Finding[],
): readonly Finding[] {
  for (const world of worldsOf(flow, { rungs: ladder.rungs.slice(Math.max(0, index - 1), index + 1) })) {
    const findings = judge(inWorld(ladder, world).rungs, world.size === 0 ? [] : [`where ${worldText(world)}`]);
    if (findings.length > 0) return findings;
  }
  return [];
}

function order(flow: FlowDefinition, name: string, ladder: LadderDefinition): readonly Finding[] {
  return ladder.rungs.flatMap((_, index) =>
    inSomeWorld(flow, ladder, index, (rungs, where) => {
      const [above, rung] = [rungs[index - 1], rungs[index]];
      const [before, after] = [above && lengthOf(flow, above.after), rung && lengthOf(flow, rung.after)];
      if (above === undefined || rung === undefined || before === undefined || after === undefined || !isBefore(after, before))
        return [];
      return [
        finding('rungs-not-ascending', pointer('ladders', name, 'rungs', index, 'after'), {
          message: `"${rung.name}" is due before "${above.name}", which stands above it`,
          witness: [
            `"${above.name}" after ${lengthText(before)}, "${rung.name}" after ${lengthText(after)}`,
            ...where,
            'parameters are taken at their defaults, a day for 24 hours',
          ],
          mend: 'Write the rungs in the order in which they are due.',
        }),
      ];
    }),
  );
}

function repeats(flow: FlowDefinition, name: string, ladder: LadderDefinition): readonly Finding[] {
  return ladder.rungs.flatMap((_, index) =>
    inSomeWorld(flow, ladder, index, (rungs, where) => repeat(flow, name, rungs, index, where)),
  );
}

function repeat(
  flow: FlowDefinition,
  name: string,
  rungs: LadderDefinition['rungs'],
  index: number,
  where: readonly string[],
): readonly Finding[] {
  const { name: rung, every, atMost } = rungs[index] as RungDefinition;
  const step = every === undefined ? undefined : lengthOf(flow, every);
  const isNothing = step !== undefined && Object.values(step).every((amount) => amount === 0);
  const wrong =
    (every === undefined) !== (atMost === undefined)
      ? `"${rung}" has only one of "every" and "atMost": how often it comes again is not said`
      : isNothing
        ? `"${rung}" comes again after no time at all`
        : undefined;
  if (wrong === undefined) return [];
  return [
    finding('rung-repeat-invalid', pointer('ladders', name, 'rungs', index), {
      message: wrong,
      witness: [`every ${JSON.stringify(every ?? null)}, atMost ${atMost ?? 'none'}`, ...(isNothing ? where : [])],
      mend: isNothing
        ? 'Write a longer "every", such as { "days": 1 }.'
        : 'Write both: "every", a length of time, and "atMost", how often it fires in all.',
    }),
  ];
}

function pausedDuring(name: string, { during, pauseWhile = [] }: LadderDefinition): readonly Finding[] {
  return during.flatMap((state, index): Finding[] => {
    if (!pauseWhile.includes(state)) return [];
    return [
      finding('ladder-paused-during', pointer('ladders', name, 'during', index), {
        message: `"${name}" is said to fire in "${state}", and to stand still in it`,
        witness: [`"${state}" is named in "during" and in "pauseWhile"`],
        mend: 'Take it out of one of them.',
      }),
    ];
  });
}

/** Rungs that can never fire (L204). What holds for the whole ladder is said of its first rung. */
function silent({ flow, behaviour, graph }: Behaving, name: string, { during, rungs }: LadderDefinition): readonly Finding[] {
  const firings = behaviour.firings.get(name) ?? [];
  const said = (index: number, why: readonly string[], mend: string) =>
    finding('rung-never-fires', pointer('ladders', name, 'rungs', index), {
      message: `"${rungs[index]?.name}" can never fire`,
      witness: why,
      mend,
    });
  // Where only deviations lead, it is said of the state.
  if (!during.some((state) => graph.withDeviations.has(state) && flow.states[state]?.final === undefined)) {
    const why = `no case that can still move comes to ${listed(during)}`;
    return [said(0, [why], 'Name the states in which it should fire in "during".')];
  }
  const [first] = firings;
  if (first?.ofLadder === true)
    return [
      said(0, first.why, 'Say in "stopWhen" when there is nothing left to chase, and in "anchor" what is there to count from.'),
    ];
  return firings.flatMap(({ can, why }, index) =>
    can ? [] : [said(index, why, 'Let it be due before the other, widen "during", or take it out.')],
  );
}

function duplicates(name: string, { rungs }: LadderDefinition): readonly Finding[] {
  return rungs.flatMap((rung, index): Finding[] => {
    const first = rungs.findIndex((other) => other.name === rung.name);
    if (first === index) return [];
    return [
      finding('rung-duplicate', pointer('ladders', name, 'rungs', index, 'name'), {
        message: `two rungs are called "${rung.name}": which of them has fired could not be told`,
        witness: [`the first is rungs/${first}`],
        mend: 'Give it another name.',
      }),
    ];
  });
}

function finals({ flow }: Subject): readonly Finding[] {
  const targets = Object.entries(flow.states).flatMap(([state, { within }]) =>
    within === undefined ? [] : named(state, pointer('states', state, 'within')),
  );
  const covered = Object.entries(flow.ladders ?? {}).flatMap(([name, { during }]) =>
    named(during, pointer('ladders', name, 'during')),
  );
  return [...targets, ...covered].flatMap(([state, path]): Finding[] => {
    const { final } = flow.states[state] ?? {};
    if (final === undefined) return [];
    return [
      finding('deadline-on-final', path, {
        message: `"${state}" is final: there is nothing left to wait for`,
        witness: [`states.${state}.final is "${final}"`],
        mend: 'Take it out.',
      }),
    ];
  });
}
