export { flowBpmn } from './flow-bpmn.ts';
export { flowDiffSvg } from './flow-diff-svg.ts';
export { flowMermaid } from './flow-mermaid.ts';
export type { PageOptions } from './flow-page.ts';
export { flowPage } from './flow-page.ts';
export type { PictureOptions } from './flow-svg.ts';
export { flowSvg } from './flow-svg.ts';
export type { Theme } from './palette.ts';
export { PictureError, pictureArrowsMax, pictureStatesMax } from './picture-error.ts';
