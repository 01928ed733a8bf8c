export { dataFolder, needsData } from './data-folder.ts';
export { type Fault, type FaultMode, type FaultyPool, faultyPool } from './faulty-pool.ts';
export { type MailMode, type MailServer, mailServer, type ReceivedMail } from './mail-server.ts';
export { type SeededRandom, seededRandom } from './seeded-random.ts';
export { type TestDatabase, testDatabase, testServer } from './test-database.ts';
