import { Flag, Integer } from '@throughline/language';

/*
 * Risk is counted from facts that the author declares and the graph of dependencies gives. What each fact weighs stands here once: the
 * expression that counts, and the arithmetic that people see, are both made of it.
 */

/** What the author says of a change. Each fact is asked for; what is not said counts as the milder. */
export const declaredFacts = {
  touchesMoney: Flag({ default: false, title: 'Money depends on it' }),
  touchesPersonalData: Flag({ default: false, title: 'Touches personal data' }),
  customerFacing: Flag({ default: false, title: 'Customers see it' }),
  changesDefinition: Flag({ default: false, title: 'Changes a policy or a definition' }),
  changesDataModel: Flag({ default: false, title: 'Changes a data model' }),
  changesIntegration: Flag({ default: false, title: 'Changes how an integration works: mechanism, mapping or identifiers' }),
  changesSecurity: Flag({ default: false, title: 'Changes a security control' }),
  reversible: Flag({ default: true, title: 'Can be taken back' }),
  testedBefore: Flag({ default: true, title: 'Was tried elsewhere before' }),
  downtimeMinutes: Integer({ default: 0, minimum: 0, maximum: 100_000, title: 'Minutes in which it is not there' }),
  cost: Integer({ default: 0, minimum: 0, title: 'Cost, in whole units of the currency of the house' }),
} as const;

/** One line of the arithmetic: where `when` holds, so many points. */
export interface RiskFact {
  readonly id: string;
  readonly title: string;
  readonly points: number;
  /** CEL over the data and the parameters of a change. */
  readonly when: string;
}

const fact = (id: string, points: number, title: string, when = `data.${id}`): RiskFact => ({ id, points, title, when });

export const riskFacts: readonly RiskFact[] = [
  fact('touchesMoney', 3, 'Money depends on it'),
  fact('touchesPersonalData', 2, 'Touches personal data'),
  fact('customerFacing', 2, 'Customers see it'),
  fact('changesDefinition', 2, 'Changes a policy or a definition'),
  fact('changesIntegration', 2, 'Changes how an integration works'),
  fact('changesSecurity', 3, 'Changes a security control'),
  fact('fansOut', 2, 'Its data goes to more than one system', 'data.changesDataModel && data.fanOut > 1'),
  fact('severalSystems', 1, 'Touches two or three systems', 'size(data.systems) > 1 && size(data.systems) < 4'),
  fact('manySystems', 2, 'Touches four systems or more', 'size(data.systems) > 3'),
  fact('irreversible', 3, 'Cannot be taken back', '!data.reversible'),
  fact('untried', 1, 'Was not tried elsewhere', '!data.testedBefore'),
  fact('shortDowntime', 1, 'Is not there for up to half an hour', 'data.downtimeMinutes > 0 && data.downtimeMinutes <= 30'),
  fact('longDowntime', 2, 'Is not there for more than half an hour', 'data.downtimeMinutes > 30'),
  fact('costly', 2, 'Costs more than others may decide', 'data.cost > parameters.executiveAbove'),
];

/** The points that apply, added up. */
export const riskPoints: string = riskFacts.map(({ when, points }) => `(${when} ? ${points} : 0)`).join(' + ');

export const risk: string =
  'computed.riskPoints >= parameters.highFrom ? "high" : computed.riskPoints >= parameters.mediumFrom ? "medium" : "low"';

/** The facts that apply, by id. */
export const factsThatApply: string = riskFacts.map(({ id, when }) => `(${when} ? ["${id}"] : [])`).join(' + ');
