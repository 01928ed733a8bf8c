import type { Suggestion } from '@throughline/api';
import { suggestColumns } from '@throughline/connect';
import type { Throughline } from '../throughline.ts';
import { sampleColumns } from './file-head.ts';
import { lastEntity } from './import-table.ts';
import { fieldView, importTarget } from './targets.ts';
import { findUpload, tableOf, uploadFolder, uploadPath } from './uploads.ts';

const firstEntity = 'My company';

/** Which column of an upload is probably which. @throws ThroughlineError upload-unknown, flow-unknown */
export async function suggestFor(
  throughline: Throughline,
  request: { readonly upload: string; readonly flow: string },
): Promise<Suggestion> {
  const folder = uploadFolder(throughline);
  const upload = await findUpload(folder, request.upload);
  const { flow, fields } = await importTarget(throughline, request.flow);
  const found = suggestColumns(fields, await sampleColumns(uploadPath(folder, upload.id), upload.name, tableOf(upload)));
  const { columns, dateFormat, decimal, currency, because } = found;
  const known = await lastEntity(throughline.pool);
  return {
    flow: flow.name,
    fields: fields.map(fieldView),
    choice: {
      ...{ columns, dateFormat, decimal, entity: known ?? firstEntity },
      ...(currency === undefined ? {} : { currency }),
    },
    because: {
      ...because,
      entity:
        columns['entity'] !== undefined
          ? (because['entity'] ?? '')
          : known === undefined
            ? 'The legal unit that the invoices belong to: it is part of what a case is, so name it well'
            : 'As in the import before',
    },
  };
}
