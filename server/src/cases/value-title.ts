import { type CompiledFlow, inWords, type MetricDefinition } from '@throughline/language';
import { builtInPacks } from '../built-in-packs.ts';
import { exceptionKindTitle } from './names.ts';

/** What a value of a dimension is called: flows, roles and kinds of exceptions have titles; text of the business is said as it stands. */
export function valueTitle(
  flows: readonly CompiledFlow[],
  { flow }: Pick<MetricDefinition, 'flow'>,
  { dimension, value }: { readonly dimension: string; readonly value: string },
): string {
  const flowTitle = () => flows.find(({ name }) => name === value)?.definition.title ?? inWords(value);
  if (dimension === 'flow') return flowTitle();
  // What else has titles are the fields of exceptions and tasks, which every flow has.
  if (![flow].flat().some((name) => name === 'exception' || name === 'task')) return value;
  switch (dimension) {
    case 'ofFlow':
      return flowTitle();
    case 'kind':
      return exceptionKindTitle(flows, value);
    case 'owner':
      return roleTitle(flows, value);
    case 'stage':
    case 'severity':
      return inWords(value);
    default:
      return value;
  }
}

function roleTitle(flows: readonly CompiledFlow[], role: string): string {
  const declared = [...builtInPacks.map(({ roles }) => roles), ...flows.map(({ definition }) => definition.roles ?? {})];
  return declared.find((roles) => Object.hasOwn(roles, role))?.[role]?.title ?? inWords(role);
}
