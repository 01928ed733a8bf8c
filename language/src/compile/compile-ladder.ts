import type { FlowDefinition, RungDefinition } from '../definition/flow.ts';
import { compileExpression, type Scope } from '../expression/expression.ts';
import { compileActions, compileApproval } from './compile-actions.ts';
import { compileDuration } from './compile-duration.ts';
import type { CompiledLadder, CompiledRung } from './compiled.ts';
import { scopeOf } from './scope.ts';

export function compileLadder(definition: FlowDefinition, name: string): CompiledLadder {
  const ladder = definition.ladders?.[name];
  if (ladder === undefined) throw new Error(`Flow ${definition.name} has no ladder "${name}"`);
  const scope = scopeOf(definition);
  const [hours = 9, minutes = 0] = (ladder.at ?? '09:00').split(':').map(Number);
  return {
    name,
    ...(ladder.anchor === 'entered' ? {} : { anchor: compileExpression(ladder.anchor, scope), ...anchorField(ladder.anchor) }),
    during: new Set(ladder.during),
    pauseWhile: new Set(ladder.pauseWhile ?? []),
    renewedBy: new Set(ladder.renewedBy ?? []),
    ...(ladder.stopWhen === undefined ? {} : { stopWhen: compileExpression(ladder.stopWhen, scope) }),
    minuteOfDay: hours * 60 + minutes,
    catchUp: ladder.catchUp ?? 'latest',
    rungs: ladder.rungs.flatMap((rung) => compileRung(definition, scope, rung)),
  };
}

function anchorField(anchor: string): Pick<CompiledLadder, 'anchorField'> {
  const [, field] = /^data\.(\w+)$/.exec(anchor.trim()) ?? [];
  return field === undefined ? {} : { anchorField: field };
}

/** A rung that comes again is as many rungs, `name`, `name#2`, `name#3`: each fires once, is superseded or stopped by itself. */
function compileRung(definition: FlowDefinition, scope: Scope, rung: RungDefinition): readonly CompiledRung[] {
  const first: CompiledRung = {
    ...compileActions(definition, scope, rung),
    name: rung.name,
    after: compileDuration(definition, rung.after),
    ...(rung.to === undefined ? {} : { to: rung.to }),
    ...(rung.approval === undefined ? {} : { approval: compileApproval(scope, rung.approval) }),
  };
  if (rung.every === undefined) return [first];
  const every = compileDuration(definition, rung.every);
  const again = Array.from({ length: (rung.atMost ?? 2) - 1 }, (_, index) => ({
    ...first,
    name: `${rung.name}#${index + 2}`,
    repeat: { every, times: index + 1 },
  }));
  return [first, ...again];
}
