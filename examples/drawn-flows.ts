import type { FlowDefinition } from '@throughline/language';
import { change, orderToCash } from '@throughline/packs';
import { contract, siteReview } from './contract/flow.ts';
import { incident, problem } from './incident/flow.ts';
import { lead } from './leads/flow.ts';
import { purchase } from './purchase/flow.ts';

const ofPacks = [...orderToCash.flows, ...change.flows].map((flow) => [`docs/pictures/${flow.name}.svg`, flow] as const);
const inFolder = (folder: string, ...flows: readonly FlowDefinition[]) =>
  flows.map((flow) => [`examples/${folder}/${flow.name}.svg`, flow] as const);

/** The flows whose pictures are kept beside what is written about them, by the path of the picture. */
export const drawnFlows: readonly (readonly [path: string, flow: FlowDefinition])[] = [
  ...ofPacks,
  ...inFolder('purchase', purchase),
  ...inFolder('incident', incident, problem),
  ...inFolder('leads', lead),
  ...inFolder('contract', contract, siteReview),
];
