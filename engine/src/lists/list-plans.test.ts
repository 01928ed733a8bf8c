import { testDatabase } from '@throughline/testing';
import { testPlans } from '../../test/list-plans.ts';

testPlans(20_000, testDatabase);
