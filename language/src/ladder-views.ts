import type { CaseRecord, Millis, Pause } from './case.ts';
import type { CompiledFlow, CompiledLadder } from './compile/compiled.ts';
import { type Deadline, explainRung, rungLengthText } from './deadlines/explain.ts';
import { termsOf } from './deadlines/length.ts';
import { ladderBase, rungDueAt } from './deadlines/rung-due.ts';
import { stopHolds } from './deadlines/stop.ts';
import type { Context } from './input.ts';
import { rungTitle } from './titles.ts';

/** A ladder as it stands for a case. Derived each time, as deadlines are. */
export interface LadderView {
  readonly name: string;
  /** What it counts from: a day (since 1970-01-01) or an instant. Absent: there is nothing to count from yet. */
  readonly base?: { readonly day: number } | { readonly instant: Millis };
  /** `running`: it counts in the state of the case; `paused`: it stands still there; `idle`: neither; `over`: its end has come. */
  readonly standing: 'running' | 'paused' | 'idle' | 'over';
  readonly pauses: readonly Pause[];
  readonly rungs: readonly RungView[];
}

export interface RungView extends Pick<Deadline, 'standing' | 'dueAt' | 'why'> {
  readonly name: string;
  /** Its title, else its name in words. */
  readonly title: string;
  /** Its length in words, such as `7 days`, or `7 days + 2 × 5 days` where it comes again. */
  readonly after: string;
  /** When it would be due without pauses; `null`: there is nothing to count from. */
  readonly plannedAt: Millis | null;
  /** When it fired; `null`: it has not. */
  readonly firedAt: Millis | null;
  /** It fired in a time that, as was learned at this instant, did not count. */
  readonly overtakenAt?: Millis;
}

/** How a ladder of the flow stands for a case; `undefined`: the flow has none of the name. Pure and total. */
export function ladderView(flow: CompiledFlow, record: CaseRecord, context: Context, name: string): LadderView | undefined {
  const ladder = flow.ladders.get(name);
  if (ladder === undefined) return undefined;
  const clock = record.clocks.ladders?.[name];
  const terms = termsOf(flow, record, context);
  const base = ladderBase(terms, record, ladder, clock);
  return {
    name,
    ...(base === undefined ? {} : { base }),
    standing: standingOf(flow, record, context, ladder),
    pauses: clock?.pauses ?? [],
    rungs: ladder.rungs.map((rung) => {
      const { standing, dueAt, why } = explainRung(terms, record, ladder, rung);
      const past = clock?.rungs?.[rung.name];
      const planned = base === undefined ? Infinity : rungDueAt(terms, ladder, rung, base, []);
      const firedAt = past?.standing === 'fired' ? past.at : null;
      const title = rungTitle(flow.definition, name, rung.name);
      return {
        name: rung.name,
        title,
        after: rungLengthText(flow, rung, context, record.data),
        standing,
        dueAt,
        plannedAt: planned === Infinity ? null : planned,
        firedAt,
        ...(past?.overtaken === undefined ? {} : { overtakenAt: past.overtaken }),
        why,
      };
    }),
  };
}

function standingOf(flow: CompiledFlow, record: CaseRecord, context: Context, ladder: CompiledLadder): LadderView['standing'] {
  if (flow.states.get(record.state)?.final === true || stopHolds(flow, context, record, ladder)) return 'over';
  if (ladder.during.has(record.state)) return 'running';
  return ladder.pauseWhile.has(record.state) ? 'paused' : 'idle';
}
