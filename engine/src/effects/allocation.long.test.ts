import { test } from 'node:test';
import { allocateWithFaults } from './allocation.test.ts';

test('[E190] whichever query is interrupted, what was reserved is confirmed, once', (t) => allocateWithFaults(t, 1));
