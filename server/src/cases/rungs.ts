import { type CompiledFlow, durationText, type RungDefinition, rungLengthText } from '@throughline/language';

type Ladder = NonNullable<ReturnType<CompiledFlow['ladders']['get']>>;

/** The rung of which a rung is one time: `remind` of `remind#3`. Rungs are declared with names that have no such sign. */
export function declaredRung(name: string): string {
  return name.replace(/#\d+$/, '');
}

/** All times of a rung that a ladder has: `remind`, `remind#2`, ... */
export function timesOf(ladder: Ladder | undefined, rung: string): readonly string[] {
  return (ladder?.rungs ?? []).flatMap(({ name }) => (declaredRung(name) === rung ? [name] : []));
}

/** A ladder's rungs as they are declared; the first time of each stands for all. */
export function declaredRungs(flow: CompiledFlow, ladder: string): Ladder['rungs'] {
  return (flow.ladders.get(ladder)?.rungs ?? []).filter(({ repeat }) => repeat === undefined);
}

/** When a rung comes, as it is declared: `7 days, then every 5 days, 3 times in all`. */
export function rungTimesText(flow: CompiledFlow, ladder: string, rung: Ladder['rungs'][number], now: number): string {
  const first = rungLengthText(flow, rung, { now });
  const { every, atMost } = declarationOf(flow, ladder, rung.name) ?? {};
  const next = flow.ladders.get(ladder)?.rungs.find(({ name }) => name === `${rung.name}#2`);
  if (every === undefined || next?.repeat === undefined) return first;
  return `${first}, then every ${durationText(next.repeat.every, { now }, flow)}, ${atMost} times in all`;
}

function declarationOf({ definition }: CompiledFlow, ladder: string, rung: string): RungDefinition | undefined {
  return definition.ladders?.[ladder]?.rungs.find(({ name }) => name === rung);
}
