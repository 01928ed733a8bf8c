import { Integer } from '@throughline/language';

/** How requests are weighed: by weights, by reach and effort (RICE), or by the cost of delay over the size of the job (WSJF). */
export const rubrics = ['weighted', 'rice', 'wsjf'] as const;

const points = (title: string) => Integer({ title, minimum: 0, maximum: 10 });

/** What somebody who weighs a request says of it. All are whole numbers, so that the score can be redone by hand. */
export const inputs = {
  /** What it is worth to the business, from 0 to 10. */
  value: points('Value'),
  /** What a month of delay costs, from 0 to 10. */
  urgency: points('Urgency'),
  /** What risk it takes away, from 0 to 10. */
  risk: points('Risk removed'),
  /** How many it reaches, from 0 to 10. */
  reach: points('Reach'),
  /** How sure all of this is, in percent. */
  confidence: Integer({ title: 'Confidence, in percent', minimum: 0, maximum: 100 }),
  /** Person-weeks. */
  effort: Integer({ title: 'Effort, in person-weeks', minimum: 1, maximum: 1000 }),
} as const;

const weight = (title: string, value: number) =>
  ({ type: 'integer', default: value, owner: 'systems-lead', title, from: 0, to: 100 }) as const;

/** The rubric and its weights: parameters, so that each of their versions is kept with its day. */
export const scoringParameters = {
  rubric: { type: 'text', default: 'weighted', owner: 'systems-lead', title: 'Rubric: weighted, rice or wsjf' },
  weightValue: weight('Weight of value', 40),
  weightUrgency: weight('Weight of urgency', 20),
  weightRisk: weight('Weight of risk removed', 20),
  weightReach: weight('Weight of reach', 20),
} as const;

const asText = (name: string) => `string(event.${name})`;
const product = (name: string, parameter: string) => `string(parameters.${parameter}) + " x " + ${asText(name)}`;
const products = [
  product('value', 'weightValue'),
  product('urgency', 'weightUrgency'),
  product('risk', 'weightRisk'),
  product('reach', 'weightReach'),
];
const weighted =
  'parameters.weightValue * event.value + parameters.weightUrgency * event.urgency + parameters.weightRisk * event.risk + parameters.weightReach * event.reach';
const rice = 'event.reach * event.value * event.confidence / event.effort';
const wsjf = '100 * (event.value + event.urgency + event.risk) / event.effort';
const words = {
  rice: `${[asText('reach'), asText('value'), asText('confidence')].join(' + " x " + ')} + " / " + ${asText('effort')}`,
  wsjf: `"100 x (" + ${[asText('value'), asText('urgency'), asText('risk')].join(' + " + " + ')} + ") / " + ${asText('effort')}`,
  weighted: products.join(' + " + " + '),
};
/** What the rubric that is in force gives: any other name is the weighted one. */
const byRubric = (of: { readonly rice: string; readonly wsjf: string; readonly weighted: string }) =>
  `parameters.rubric == "rice" ? ${of.rice} : parameters.rubric == "wsjf" ? ${of.wsjf} : ${of.weighted}`;
const result = byRubric({ rice, wsjf, weighted });

/** What `score` sets: the rubric in force, what went in, what comes of it, and how it was worked out. Divisions drop the rest. */
export const scored = {
  inputs: 'event',
  rubric: byRubric({ rice: '"rice"', wsjf: '"wsjf"', weighted: '"weighted"' }),
  weights: '[parameters.weightValue, parameters.weightUrgency, parameters.weightRisk, parameters.weightReach]',
  score: result,
  arithmetic: `(${byRubric(words)}) + " = " + string(${result})`,
} as const;
