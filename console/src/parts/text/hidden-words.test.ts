import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hiddenText as inAnswers } from '@throughline/api/client';
import { hiddenNeeds, hiddenText } from './hidden-words.ts';

test('[S484] what is kept back says which role would show it', () => {
  assert.equal(hiddenNeeds(['finance-lead']), 'needs the role finance lead');
  assert.equal(hiddenNeeds(['auditor', 'chief', 'finance_lead']), 'needs the role auditor, chief or finance lead');
  assert.equal(hiddenNeeds([]), 'left out');
});

test('[S484] the console knows what stands in answers for a hidden text', () => assert.equal(hiddenText, inAnswers));
