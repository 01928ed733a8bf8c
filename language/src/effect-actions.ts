import type { CaseAction } from './actions.ts';
import { actorAt } from './actor-at.ts';
import type { CaseRecord } from './case.ts';
import type { CompiledFlow } from './compile/compiled.ts';
import { decide } from './decide/decide.ts';
import { failedEffectStatuses } from './decide/failed-effects.ts';
import type { Actor, Context } from './input.ts';
import type { JsonObject } from './json.ts';
import { eventTitle } from './titles.ts';

/** What may be done about an effect that came to nothing. The command names it as `effect`. */
export interface EffectAction extends CaseAction {
  readonly effect: string;
}

const outcome: JsonObject = {
  type: 'object',
  properties: { outcome: { type: 'string', enum: ['done', 'refused'] } },
  required: ['outcome'],
  additionalProperties: false,
};

const forms = { resend: undefined, 'settle-effect': outcome } as const;

/**
 * For each effect of a case that came to nothing: to send it again, and to say how it ended; and why that is not possible. `decide`
 * itself says so. Effects that did not fail have none. Pure.
 */
export function effectActions(
  flow: CompiledFlow,
  record: CaseRecord,
  { actor, context }: { readonly actor: Actor; readonly context: Context },
  effects: readonly NonNullable<Context['effect']>[],
): readonly EffectAction[] {
  const here = actorAt(actor, record.entity);
  return effects
    .filter(({ status }) => failedEffectStatuses.includes(status))
    .flatMap((effect) =>
      (Object.keys(forms) as (keyof typeof forms)[]).map((type): EffectAction => {
        const data = { effect: effect.key, ...(type === 'resend' ? {} : { outcome: 'done' }) };
        const input = { kind: 'command', type, data, actor: here, reason: '-' } as const;
        const decided = decide(flow, record, input, { ...context, effect });
        const form = forms[type];
        return {
          ...{ type, title: eventTitle(flow.definition, type), effect: effect.key, allowed: decided.kind !== 'refused' },
          ...(decided.kind === 'refused'
            ? {
                refusal: {
                  code: decided.code,
                  message: decided.message,
                  ...(decided.expected === undefined ? {} : { expected: decided.expected }),
                },
              }
            : {}),
          needs: { ...(form === undefined ? {} : { data: form }), reason: true },
        };
      }),
    );
}
