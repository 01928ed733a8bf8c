import type { ContentPicture } from '@throughline/api';
import { type FlowDefinition, inWords } from '@throughline/language';
import type { DiffPictureOptions } from '@throughline/language/pictures';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import { flowsBefore } from './before.ts';
import type { ChangeContent } from './content.ts';
import { findContent } from './show-content.ts';

export type Drawing = Required<DiffPictureOptions>;

/**
 * Each flow that a change puts in force, drawn against the one before it: states and ways that are new, gone or changed. A flow that is new is
 * drawn as it is. Content that has no flow, such as values of parameters, has no picture.
 *
 * @throws ThroughlineError case-unknown
 */
export async function contentPictures(
  throughline: Throughline,
  number: string,
  { visible, ...how }: Drawing & { readonly visible: Visible },
): Promise<ContentPicture[]> {
  const { content } = await findContent(throughline, number, visible);
  const before = await flowsBefore(throughline, number);
  const pictures: ContentPicture[] = [];
  for (const after of flowsIn(content)) {
    const was = before.find(({ name }) => name === after.name)?.definition;
    const title = after.title ?? inWords(after.name);
    pictures.push({ flow: after.name, title, ...(await drawn(was, after, how)) });
  }
  return pictures;
}

function flowsIn(content: ChangeContent): readonly FlowDefinition[] {
  if (content.subject === 'flow') return content.flows;
  return content.subject === 'pilot' ? (content.definitions ?? []) : [];
}

async function drawn(
  before: FlowDefinition | undefined,
  after: FlowDefinition,
  { theme, part }: Drawing,
): Promise<Pick<ContentPicture, 'svg' | 'whyNot'>> {
  // The layout library is large: it is read when a picture is asked for.
  const { flowDiffSvg, flowSvg, PictureError } = await import('@throughline/language/pictures');
  try {
    const svg = before === undefined ? await flowSvg(after, { theme }) : await flowDiffSvg(before, after, { theme, part });
    return { svg, whyNot: '' };
  } catch (error) {
    if (error instanceof PictureError) return { svg: null, whyNot: error.message };
    throw error;
  }
}
