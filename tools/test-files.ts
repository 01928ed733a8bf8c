// What the runner of the tests runs: each file is a suite of its own, so that what it opens is closed before the next begins.
// Left open until the end, the servers of all files would work in the background of each test.
import { after, suite } from 'node:test';
import { pathToFileURL } from 'node:url';
import { closeShared } from '@throughline/testing';
import { chosenFiles } from './chosen-files.ts';

after(closeShared);
// One is read after the other: what a file declares belongs to the suite in whose name it is read.
for (const file of chosenFiles)
  await new Promise<void>((resolve) => suite(file, () => import(pathToFileURL(file).href).finally(resolve)));
