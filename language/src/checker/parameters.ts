import type { ParameterDefinition } from '../definition/flow.ts';
import { checkExpression } from '../expression/expression.ts';
import { expressionsOf } from './expression-uses.ts';
import { type Finding, finding, pointer } from './finding.ts';
import { parameterUses } from './names.ts';
import type { Subject } from './subject.ts';

/** The types, defaults and bounds of parameters, and whether anything reads them. */
export function checkParameters(subject: Subject): readonly Finding[] {
  const { flow } = subject;
  const read = parametersRead(subject);
  return [
    ...Object.entries(flow.parameters ?? {}).flatMap(([name, parameter]) => {
      const path = pointer('parameters', name);
      return [...checkBounds(path, parameter), ...checkDefault(path, parameter), ...(read(name) ? [] : [unused(path, name)])];
    }),
    ...parameterUses(subject).flatMap(([name, path]) => notALength(path, name, flow.parameters?.[name])),
  ];
}

const isNumeric = ({ type }: ParameterDefinition) => type !== 'flag' && type !== 'text';
/** As of lengths that are written out. */
const lengthsMax = { days: 36_500, hours: 876_000, minutes: 52_560_000, businessDays: 10_000, businessHours: 100_000 } as const;
const isLength = ({ type }: ParameterDefinition) => Object.hasOwn(lengthsMax, type);

function checkBounds(path: string, parameter: ParameterDefinition): readonly Finding[] {
  const { from, to, type } = parameter;
  if (from === undefined && to === undefined) return [];
  const wrong = !isNumeric(parameter)
    ? `a ${type} has no bounds`
    : from !== undefined && to !== undefined && from > to
      ? `nothing lies between ${from} and ${to}`
      : isLength(parameter) && (from ?? 0) < 0
        ? 'a length of time is never negative'
        : isLength(parameter) && (to ?? 0) > lengthsMax[type as keyof typeof lengthsMax]
          ? `no length of time is longer than ${lengthsMax[type as keyof typeof lengthsMax]} ${type}: a hundred years, or some forty of business`
          : undefined;
  if (wrong === undefined) return [];
  return [
    finding('parameter-bounds-invalid', path, {
      message: wrong,
      witness: [`type ${type}, from ${from ?? 'none'}, to ${to ?? 'none'}`],
      mend: isNumeric(parameter) ? 'Write the smaller bound in "from", the larger in "to".' : 'Take "from" and "to" out.',
    }),
  ];
}

function checkDefault(path: string, parameter: ParameterDefinition): readonly Finding[] {
  const { from, to, type } = parameter;
  const value = parameter.default;
  const wanted = type === 'flag' ? 'boolean' : type === 'text' ? 'string' : 'number';
  const isOfType = typeof value === wanted;
  const least = Math.max(from ?? Number.MIN_SAFE_INTEGER, isLength(parameter) ? 0 : Number.MIN_SAFE_INTEGER);
  const most = Math.min(to ?? Number.MAX_SAFE_INTEGER, lengthsMax[type as keyof typeof lengthsMax] ?? Number.MAX_SAFE_INTEGER);
  if (isOfType && (typeof value !== 'number' || (value >= least && value <= most))) return [];
  const words = { boolean: 'true or false', string: 'text', number: `a whole number from ${least} to ${most}` } as const;
  return [
    finding('parameter-default-invalid', `${path}/default`, {
      message: `expected ${words[wanted]}, found ${JSON.stringify(value)}`,
      witness: [`type ${type}, from ${from ?? 'none'}, to ${to ?? 'none'}`],
      mend: `Write ${words[wanted]}${isOfType ? ', or widen the bounds' : ''}.`,
    }),
  ];
}

function notALength(path: string, name: string, parameter: ParameterDefinition | undefined): readonly Finding[] {
  if (parameter === undefined || isLength(parameter)) return [];
  return [
    finding('parameter-not-a-length', path, {
      message: `"${name}" is a parameter of type ${parameter.type}, expected a length of time`,
      witness: [`parameters.${name}.type is "${parameter.type}"`],
      mend: 'Take a parameter of type days, hours, minutes, businessDays or businessHours.',
    }),
  ];
}

function parametersRead(subject: Subject): (name: string) => boolean {
  const read = new Set(parameterUses(subject).map(([name]) => name));
  let all = false;
  for (const { source, scope } of expressionsOf(subject)) {
    const checked = checkExpression(source, scope);
    if (!checked.ok || !checked.reads.has('parameters')) continue;
    const fields = checked.reads.get('parameters');
    if (fields === undefined) all = true;
    else for (const field of fields) read.add(field);
  }
  return (name) => all || read.has(name);
}

function unused(path: string, name: string): Finding {
  return finding('parameter-unused', path, {
    message: `nothing reads "${name}": tuning it changes nothing`,
    witness: ['no length of time and no expression names it'],
    mend: 'Use it, or take it out.',
  });
}
