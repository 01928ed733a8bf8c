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

const template = [
  'Invoice number,Customer,Issued on,Due on,Amount,Currency,Paid on,Paid amount,Delivery reference,Disputed',
  'INV-1001,Example Ltd,2026-01-05,2026-02-04,1250.00,EUR,2026-02-02,,DN-2001,No',
  'INV-1002,Example Ltd,2026-01-12,2026-02-11,480.50,EUR,2026-02-20,300.00,DN-2002,No',
  'INV-1003,Sample AG,2026-01-19,2026-02-18,96.00,EUR,,,,Yes',
  '',
];

/** A file with the columns that are looked for, and three rows that show how they are meant. */
export function saveTemplate(): void {
  saveFile(new Blob([template.join('\r\n')], { type: 'text/csv;charset=utf-8' }), 'invoices-template.csv');
}
