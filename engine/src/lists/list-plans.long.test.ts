import { testDatabase } from '@throughline/testing';
import { testPlans } from '../../test/list-plans.ts';

testPlans(100_000, testDatabase);
