import type { FlowDefinition } from '@throughline/language';
import { CommandError } from './failure.ts';

/** The flow that is meant, of those that a file declares. @throws CommandError flow-unknown */
export function declaredFlow(
  flows: readonly FlowDefinition[],
  { name, file }: { readonly name: string | undefined; readonly file: string },
): FlowDefinition {
  const found = name === undefined ? (flows.length === 1 ? flows[0] : undefined) : flows.find((flow) => flow.name === name);
  if (found !== undefined) return found;
  const message =
    name === undefined
      ? `The file declares ${flows.length === 0 ? 'no flow' : 'several flows'}`
      : `The file declares no flow ${name}`;
  throw new CommandError('flow-unknown', message, {
    place: file,
    ...(flows.length === 0 ? {} : { expected: flows.map((flow) => flow.name).join(', ') }),
    action: flows.length === 0 ? 'Give a file that declares one.' : 'Name one of them with --flow.',
  });
}
