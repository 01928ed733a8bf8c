import { one, type RawSearch } from '../../search.ts';

/** What the address of this page may hold: how far one is. */
export interface ImportSearch {
  /** The id of the file that was uploaded. */
  readonly upload?: string;
  /** The flow whose cases its rows are; default: invoices. */
  readonly flow?: string;
  /** The id of the import that runs, or has ended. */
  readonly run?: string;
}

export function readImportSearch(raw: RawSearch): ImportSearch {
  const [upload, flow, run] = [one(raw['upload']), one(raw['flow']), one(raw['run'])];
  return {
    ...(upload === undefined ? {} : { upload }),
    ...(flow === undefined ? {} : { flow }),
    ...(run === undefined ? {} : { run }),
  };
}
