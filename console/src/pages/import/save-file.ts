import { words } from './words.ts';

/** Hands a file to the browser, to keep. */
export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken the file over by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

const template = [words.templateHead, words.templatePaid, words.templatePart, words.templateDisputed, ''];

/** A file with the columns that are looked for, and three rows that show how they are meant. */
export function saveTemplate(): void {
  saveFile(new Blob([template.join('\r\n')], { type: 'text/csv;charset=utf-8' }), 'invoices-template.csv');
}
