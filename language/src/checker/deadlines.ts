import type { Duration, FlowDefinition, LadderDefinition } from '../definition/flow.ts';
import { type Finding, finding, pointer } from './finding.ts';
import { reachableFrom } from './graph.ts';
import { listed } from './nearest.ts';
import { named } from './sites.ts';
import type { Subject } from './subject.ts';

/** Whether somebody notices when a case waits too long, and whether the rungs of ladders make sense together. */
export function checkDeadlines(subject: Subject): readonly Finding[] {
  const ladders = Object.entries(subject.flow.ladders ?? {});
  return [
    ...waits(subject),
    ...finals(subject),
    ...ladders.flatMap(([name, ladder]) => [
      ...order(subject.flow, name, ladder),
      ...afterStop(subject, name, ladder),
      ...duplicates(name, ladder),
    ]),
  ];
}

function waits({ flow, graph }: Subject): readonly Finding[] {
  const ladders = Object.entries(flow.ladders ?? {});
  return Object.entries(flow.states).flatMap(([state, { within, final }]): Finding[] => {
    const witness = graph.withDeviations.get(state);
    // A state that cannot be reached is said to be so; nobody waits there.
    if (within !== undefined || final !== undefined || witness === undefined) return [];
    if (ladders.some(([, { during }]) => during.includes(state))) return [];
    const [pausing] = ladders.find(([, { pauseWhile }]) => pauseWhile?.includes(state)) ?? [];
    if (pausing !== undefined) {
      return [
        finding('wait-only-paused', pointer('states', state), {
          message: `while a case is in "${state}" the ladder "${pausing}" stands still, and nothing else is ever due`,
          witness,
          mend: 'Add "within": the time in which it should be settled.',
        }),
      ];
    }
    return [
      finding('wait-without-deadline', pointer('states', state), {
        message: `a case can wait in "${state}" for ever without anybody noticing`,
        witness,
        mend: 'Add "within", or a ladder that covers the state.',
      }),
    ];
  });
}

/** Hours until a rung, with parameters at their defaults; `undefined` where the parameter is not known. */
function hoursOf(flow: FlowDefinition, after: Duration | string): number | undefined {
  if (typeof after !== 'string') return 'days' in after ? after.days * 24 : 'hours' in after ? after.hours : undefined;
  const parameter = flow.parameters?.[after];
  if (typeof parameter?.default !== 'number') return undefined;
  return parameter.type === 'days' ? parameter.default * 24 : parameter.type === 'hours' ? parameter.default : undefined;
}

function order(flow: FlowDefinition, name: string, { rungs }: LadderDefinition): readonly Finding[] {
  return rungs.flatMap((rung, index): Finding[] => {
    const above = rungs[index - 1];
    const [before, after] = [above && hoursOf(flow, above.after), hoursOf(flow, rung.after)];
    if (above === undefined || before === undefined || after === undefined || after >= before) return [];
    return [
      finding('rungs-not-ascending', pointer('ladders', name, 'rungs', index, 'after'), {
        message: `"${rung.name}" is due before "${above.name}", which stands above it`,
        witness: [
          `"${above.name}" after ${length(before)}, "${rung.name}" after ${length(after)}`,
          'parameters are taken at their defaults, a day for 24 hours',
        ],
        mend: 'Write the rungs in the order in which they are due.',
      }),
    ];
  });
}

function length(hours: number): string {
  return hours % 24 === 0 ? `${hours / 24} days` : `${hours} hours`;
}

function afterStop({ flow, graph }: Subject, name: string, { during, rungs, stopWhen }: LadderDefinition): readonly Finding[] {
  const [first] = rungs;
  if (stopWhen?.trim() === 'true' && first !== undefined) {
    return [
      finding('rung-after-stop', pointer('ladders', name, 'rungs', 0), {
        message: `the ladder has stopped before "${first.name}" is due`,
        witness: ['"stopWhen" always holds'],
        mend: 'Say in "stopWhen" when there is nothing left to chase.',
      }),
    ];
  }
  return rungs.flatMap((rung, index): Finding[] => {
    const { to } = rung;
    const next = rungs[index + 1];
    // With an approval the case may stay where it is.
    if (to === undefined || next === undefined || rung.approval !== undefined || flow.states[to] === undefined) return [];
    const reached = reachableFrom(graph, to);
    if (during.some((state) => reached.has(state))) return [];
    return [
      finding('rung-after-stop', pointer('ladders', name, 'rungs', index + 1), {
        message: `"${next.name}" can never fire: "${rung.name}" moves the case to "${to}", where the ladder has ended`,
        witness: [`${name}/${rung.name} -> ${to}`, `from "${to}" no way leads back to ${listed(during)}`],
        mend: `Move "${next.name}" up, add "${to}" to "during", or take the rung out.`,
      }),
    ];
  });
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
