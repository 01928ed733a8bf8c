import { hiddenText } from '../../parts/text/hidden-words.ts';
import { Absent } from '../../parts/text/money.tsx';
import { words } from './words.ts';

/** Who does something about an incident: nobody yet, or somebody whose name is kept back. */
export function Person({ name }: { readonly name: string | null }) {
  if (name === null) return <Absent />;
  return name === hiddenText ? <Absent>{words.keptBack}</Absent> : name;
}
