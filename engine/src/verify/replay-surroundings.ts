import type { JsonObject } from '@throughline/language';
import { migrationAsked } from '../dispatch/migrations-asked.ts';
import type { FlowRegistry } from '../flow-registry.ts';
import { type Settings, settingsOf } from '../settings/settings.ts';
import type { LoggedEvent } from '../sql/read-log-page.ts';
import type { SettingsRows } from '../sql/read-settings.ts';
import type { MappingRow } from '../sql/version-mappings.ts';
import type { Transaction } from '../store/transaction.ts';
import type { ReplaySurroundings } from './replay-case.ts';

/** The surroundings of events, as the database keeps them: nothing of them is ever changed. */
export class StoredSurroundings implements ReplaySurroundings {
  readonly #flows: FlowRegistry;
  readonly #mappings = new Map<string, MappingRow>();
  readonly #settings = new Map<string, Settings>();
  #rows: SettingsRows | undefined;

  constructor(flows: FlowRegistry) {
    this.#flows = flows;
  }

  /** Reads what some more events were decided under; their own versions are loaded already. */
  async load(
    tx: Pick<Transaction, 'readSettings' | 'readMappings' | 'readFlowVersion'>,
    events: readonly LoggedEvent[],
  ): Promise<void> {
    // Later ones are none that these events have seen, unless they came in the meantime.
    const rows = await tx.readSettings();
    if (rows.revision !== this.#rows?.revision) this.#settings.clear();
    this.#rows = rows;
    const migrated = new Map(
      events.filter(({ type }) => type === 'migrate').map((event) => [`${event.flow}/${event.version}`, event]),
    );
    for (const { flow, version } of migrated.values())
      for (const row of await tx.readMappings(flow, version))
        this.#mappings.set(`${flow}/${row.from}/${row.to}/${row.revision}`, row);
    const versions = [...this.#mappings.values()].flatMap(({ flow, from, to }) => [[flow, from] as const, [flow, to] as const]);
    await this.#flows.load(tx, versions);
  }

  readonly flowOf = (flow: string, version: number) => this.#flows.get(flow, version);

  readonly contextOf: ReplaySurroundings['contextOf'] = ({ event, flow, input, now }) => {
    const { mapping } = JSON.parse(event.context) as JsonObject;
    const seen = [...this.#mappings.values()].filter(({ revision }) => revision === mapping);
    const asked = migrationAsked({ flow: flow.name, version: flow.version }, input, {
      mappings: new Map(seen.map((row) => [`${row.flow}/${row.from}/${row.to}`, row])),
      flowOf: this.flowOf,
    });
    const context = this.#settingsSeen(event).contextOf(asked?.target ?? flow, now);
    return asked === undefined ? context : { ...context, migration: asked.migration };
  };

  /** The settings as they were when the event was decided: without what was decided about its flow since. */
  #settingsSeen({ flow: name, context }: LoggedEvent): Settings {
    const { parameters = 0, calendars = 0 } = JSON.parse(context) as JsonObject;
    const revisions = `${name}/${parameters}/${calendars}`;
    let settings = this.#settings.get(revisions);
    if (settings === undefined) {
      if (this.#rows === undefined) throw new Error('Nothing was read yet');
      settings = settingsOf({
        ...this.#rows,
        parameters: this.#rows.parameters.filter(({ flow, revision }) => flow === name && revision <= Number(parameters)),
        calendars: this.#rows.calendars.filter(({ flow, revision }) => flow === name && revision <= Number(calendars)),
      });
      this.#settings.set(revisions, settings);
    }
    return settings;
  }
}
