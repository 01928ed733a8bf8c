import { Compile } from 'typebox/compile';
import { FlowDefinition } from '../definition/flow.ts';

/** Why there is no picture. */
export class PictureError extends Error {
  readonly code: 'flow-invalid' | 'picture-too-large';
  readonly kind = 'refused';
  readonly expected: string;
  readonly action: string;

  constructor(code: PictureError['code'], message: string, said: { readonly expected: string; readonly action: string }) {
    super(message);
    this.name = 'PictureError';
    this.code = code;
    this.expected = said.expected;
    this.action = said.action;
  }
}

let validator: ReturnType<typeof Compile<typeof FlowDefinition>> | undefined;

/**
 * The definition itself, where it has the form of a flow. Its names may lead nowhere: a picture shows that.
 *
 * @throws {PictureError} `flow-invalid`
 */
export function readable(definition: FlowDefinition): FlowDefinition {
  validator ??= Compile(FlowDefinition);
  if (validator.Check(definition)) return definition;
  const [first] = validator.Errors(definition);
  const place = first?.instancePath || '/';
  throw new PictureError('flow-invalid', `The document is no flow: ${place} ${first?.message ?? 'is not as it should be'}`, {
    expected: 'a document that satisfies flow.schema.json',
    action: 'Run `throughline check` on it first.',
  });
}

/** A picture that nobody could read takes the layout minutes: these are the most states and arrows that it is asked for. */
export const pictureStatesMax = 150;
export const pictureArrowsMax = 500;

/** @throws {PictureError} `picture-too-large` */
export function assertDrawable(states: number, arrows: number): void {
  if (states <= pictureStatesMax && arrows <= pictureArrowsMax) return;
  throw new PictureError('picture-too-large', `The flow has ${states} states and ${arrows} arrows between them`, {
    expected: `at most ${pictureStatesMax} states and ${pictureArrowsMax} arrows in a picture`,
    action: 'Read it as a page (`throughline flow page`), or part the flow: what lives its own life is a flow of its own.',
  });
}
