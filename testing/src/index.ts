export { closeAtEnd, closeShared } from './close-at-end.ts';
export { type CutAt, type CuttingProxy, cuttingProxy } from './cutting-proxy.ts';
export { dataFolder, needsData } from './data-folder.ts';
export { type Exploration, explore } from './explorer/explore.ts';
export type { Surroundings } from './explorer/names.ts';
export { type Verdict, type VerdictCode, verdictSeverities } from './explorer/verdict.ts';
export { type Fault, type FaultMode, type FaultyPool, faultyPool } from './faulty-pool.ts';
export {
  type Behaviour,
  type FlakyReceiver,
  type FlakyReceiverOptions,
  flakyReceiver,
  type LookUpBehaviour,
} from './flaky-receiver.ts';
export { soundFlow, soundFlows } from './generate-flow/generate-flow.ts';
export { type GeneratedTable, generatedTable } from './generated-table.ts';
export { type MailMode, type MailServer, mailServer, type ReceivedMail } from './mail-server.ts';
export { type Journey, journeysOf } from './matrix/journeys.ts';
export { type Occasion, type Stage, stageOf } from './matrix/occasions.ts';
export { builtInRights, type Right, rightTo, suffices } from './matrix/reading.ts';
export { type Comparison, compare } from './mutation/compare.ts';
export type { Mutant, Operator } from './mutation/mutant.ts';
export { mutantsOf, operators } from './mutation/operators.ts';
export { type MutationResult, mutationTable, runMutants } from './mutation/run-mutants.ts';
export { type DirectoryEntry, type OpenIdProvider, openIdProvider } from './openid-provider.ts';
export { sarifErrors } from './sarif.ts';
export { type SeededRandom, seededRandom } from './seeded-random.ts';
export { type SlowProxy, slowProxy } from './slow-proxy.ts';
export { type TestDatabase, testDatabase, testServer } from './test-database.ts';
