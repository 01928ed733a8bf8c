import type { CallEffect, MailEffect } from '../definition/flow.ts';
import type { Schema } from '../expression/expression.ts';
import { type Finding, finding, pointer } from './finding.ts';
import { listed, suggestion } from './nearest.ts';
import { fieldsOf, requiredOf, type Subject } from './subject.ts';

/** What is done outside: whether it is said what becomes of doubt, who hears that it came to nothing, and what a destination takes. */
export function checkEffects(subject: Subject): readonly Finding[] {
  return [
    ...unownedDestinations(subject),
    ...subject.sites.flatMap(({ actions: { effects = [] }, path, label }) =>
      effects.flatMap((effect, index): readonly Finding[] => {
        const place = `${path}/effects/${index}`;
        if (effect.kind === 'mail') return doubtUnsaid(effect, place, label);
        return [...doubtUnsaid(effect, place, label), ...unhandled(effect, place, label), ...content(subject, effect, place)];
      }),
    ),
  ];
}

function doubtUnsaid(effect: MailEffect | CallEffect, path: string, label: string): readonly Finding[] {
  if (effect.delivery !== undefined) return [];
  const [what, why] =
    effect.kind === 'mail'
      ? [`the mail "${effect.template}"`, 'when the line to a mail server breaks, SMTP cannot be asked whether a mail went out']
      : [`the call of "${effect.to}"`, 'when the line breaks, not every system can be asked whether it did what it was asked'];
  return [
    finding('effect-without-idempotency', path, {
      message: `nothing says whether ${what} may be sent twice or not at all`,
      witness: [`${label}: ${why}`],
      mend: 'Add "delivery": "at-least-once" (it may come twice) or "at-most-once" (it may be missing).',
    }),
  ];
}

/** A system may always refuse, or leave in doubt what it did. Somebody must hear of either. */
function unhandled({ to, onFailed, reply = {} }: CallEffect, path: string, label: string): readonly Finding[] {
  if (onFailed !== undefined) return [];
  const missing = (['refused', 'unknown'] as const).filter((outcome) => reply[outcome] === undefined);
  if (missing.length === 0) return [];
  return [
    finding('call-unhandled', path, {
      message: `"${to}" is called, and nobody hears of it when that ${missing.includes('refused') ? 'is refused' : 'stays unknown'}`,
      witness: [`${label}: the other system may refuse it, may be away for days, or break off without saying what it did`],
      mend: `Add "onFailed": the exception that is then raised; or let ${listed(missing.map((each) => `"reply.${each}"`))} be an event of this case.`,
    }),
  ];
}

function unownedDestinations({ flow }: Subject): readonly Finding[] {
  return Object.entries(flow.destinations ?? {}).flatMap(([name, { owner, tier }]) => {
    const missing = [...(owner === undefined ? ['owner'] : []), ...(tier === undefined ? ['tier'] : [])];
    if (missing.length === 0) return [];
    return [
      finding('destination-unowned', pointer('destinations', name), {
        message: `the destination "${name}" has no ${missing.join(' and no ')}`,
        witness: [`destinations.${name}: who is called when it is down, and how soon, follows from its owner and tier`],
        mend: 'Add "owner": the role that answers for the system, and "tier": 1 where the business stops without it, to 3.',
      }),
    ];
  });
}

/** What it carries against what the destination takes, where that is said. */
function content({ flow }: Subject, effect: CallEffect, path: string): readonly Finding[] {
  const schema = flow.destinations?.[effect.to]?.data as Schema | undefined;
  if (schema === undefined) return [];
  const fields = fieldsOf(schema);
  const carried = Object.keys(effect.with ?? {});
  const witness = [`"${effect.to}" takes ${listed(Object.keys(fields)) || 'nothing'}`];
  const absent = requiredOf(schema).filter((field) => !carried.includes(field));
  return [
    ...carried
      .filter((field) => fields[field] === undefined)
      .map((field) =>
        finding('call-field-unknown', `${path}/with${pointer(field)}`, {
          message: `"${effect.to}" takes no field "${field}"`,
          witness,
          mend: suggestion(field, Object.keys(fields), 'Take it out.'),
        }),
      ),
    ...(absent.length === 0
      ? []
      : [
          finding('call-incomplete', path, {
            message: `"${effect.to}" requires ${listed(absent)}`,
            witness,
            mend: `Add ${listed(absent)} to "with".`,
          }),
        ]),
  ];
}
