import type { ContentFinding, ContentMoves, ContentParameter, ContentView } from '@throughline/api';
import type { Finding } from '@throughline/language';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import type { Pair } from './about.ts';
import type { ChangeContent } from './content.ts';

/** What is said of content by what it is about; what follows from its flows, `judgeContent` adds. */
export interface Judgement {
  readonly findings: readonly ContentFinding[];
  readonly pairs?: readonly Pair[];
  readonly parameters?: readonly ContentParameter[];
  readonly moves?: ContentMoves | null;
  readonly wayBack: ContentView['wayBack'];
  readonly documents: ContentView['documents'];
}

/** Whose cases are counted, and which change has the content: carried out, it is compared with what was in force before it. */
export interface Judging {
  readonly visible: Visible;
  readonly change?: string | undefined;
}

export type Judge<S extends ChangeContent['subject']> = (
  throughline: Throughline,
  content: Extract<ChangeContent, { readonly subject: S }>,
  judging: Judging,
) => Promise<Judgement>;

/** Whether it can be taken back, and what that comes to, or why not. */
export const can = (why: string) => ({ can: true, why });
export const cannot = (why: string) => ({ can: false, why });
/** A definition as people read it. */
export const written = (value: unknown) => JSON.stringify(value, null, 2);

/** What the checker found, of a flow or, with null, of the content as a whole. */
export function findingView(found: Finding, flow: string | null): ContentFinding {
  const { code, severity, path, message, witness, mend } = found;
  return { code, severity, flow, path, message, witness: witness.slice(0, 100), mend };
}
