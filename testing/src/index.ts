export { dataFolder, needsData } from './data-folder.ts';
export { type TestDatabase, testDatabase, testServer } from './test-database.ts';
