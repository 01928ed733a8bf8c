import type { FlowDefinition, MetricDefinition } from '@throughline/language';

/** What the graph is made of, as registers and definitions say it. */
export interface CatalogueRecords {
  readonly systems: readonly SystemRecord[];
  readonly integrations: readonly IntegrationRecord[];
  readonly automations: readonly AutomationRecord[];
  readonly dataObjects: readonly DataObjectRecord[];
  readonly documents: readonly DocumentRecord[];
  readonly flows: readonly FlowDefinition[];
  readonly metrics: readonly MetricDefinition[];
  /** What declared connections fill: the name of the connection is that of its integration. */
  readonly fillings: readonly Filling[];
  /** What a role is called. */
  readonly titleOfRole: (role: string) => string;
}

export interface Registered {
  readonly caseId: string;
  readonly entity: string;
  readonly name: string;
  readonly title: string;
  readonly owner: string;
  readonly state: string;
}

export interface SystemRecord extends Registered {
  readonly purpose: string;
  readonly businessOwner: string;
  readonly tier: '1' | '2' | '3';
  readonly disposition: 'invest' | 'tolerate' | 'migrate' | 'eliminate';
  readonly vendor: string;
  readonly renewsOn: string | null;
  readonly environments: readonly { readonly name: string; readonly url?: string }[];
  readonly escalation: readonly { readonly priority: string; readonly role: string; readonly afterMinutes: number }[];
  readonly dataClasses: readonly string[];
  readonly controls: readonly string[];
  readonly capabilities: readonly string[];
  readonly dependsOn: readonly string[];
  readonly flows: readonly string[];
  readonly calledAs: readonly string[];
}

/** The values of a state (`field` is `state`) or of a field that an integration knows. */
export interface ValueMap {
  readonly flow: string;
  readonly field: string;
  readonly values: readonly string[];
}

export interface IntegrationRecord extends Registered {
  readonly source: string;
  readonly target: string;
  readonly pattern: string;
  readonly moves: string;
  /** Values of flows that it knows. */
  readonly maps?: readonly ValueMap[];
  readonly tier: 'critical' | 'important' | 'minor';
}

export interface AutomationRecord extends Registered {
  readonly platform: string;
}

export interface DataObjectRecord extends Registered {
  readonly recordSystem: string;
  readonly systems: readonly string[];
  readonly flows: readonly string[];
}

export interface DocumentRecord extends Registered {
  readonly kind: string;
  readonly ofKind: 'system' | 'integration' | 'flow' | 'company';
  readonly of: string;
  readonly url: string;
  /** Of a communication; null: of nobody. */
  readonly audience?: string | null;
  readonly priorities?: readonly string[];
  readonly reviewedOn: string | null;
  readonly lastTestedOn: string | null;
  readonly lastUsedOn: string | null;
}

export interface Filling {
  readonly integration: string;
  readonly flow: string;
  readonly fields: readonly string[];
}

/** Which integrations count as of the first tier. */
export const isEssential = ({ tier }: { readonly tier: string }): boolean => tier === '1' || tier === 'critical';
