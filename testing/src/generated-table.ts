import { type SeededRandom, seededRandom } from './seeded-random.ts';

/*
 * Files as companies export them, in shapes that nobody chose: names in six languages, order, ways of writing days and amounts, separators,
 * encodings, one row a case or one row an event, rows that are damaged. What the file says is known beforehand.
 */

export interface GeneratedTable {
  readonly name: string;
  readonly bytes: Buffer;
  /** The cells, the header first, for whoever writes them in another form. */
  readonly cells: readonly (readonly string[])[];
  readonly shape: 'wide' | 'long';
  readonly language: string;
  /** By what a column is, its name. */
  readonly columns: Readonly<Record<string, string>>;
  readonly dateFormat: string;
  /** Whether the days of the file can be read in two ways. */
  readonly ambiguousDates: boolean;
  readonly decimal: '.' | ',';
  readonly encoding: string;
  readonly delimiter: string;
  readonly rows: number;
  readonly cases: number;
  readonly activities: readonly string[];
  /** Lines whose amount is none, with what stands there. */
  readonly damaged: readonly { readonly line: number; readonly text: string }[];
  /** By currency, the sum of the amounts that can be read, in minor units. */
  readonly totals: Readonly<Record<string, number>>;
}

interface Language {
  readonly case: readonly string[];
  readonly customer: readonly string[];
  readonly issued: readonly string[];
  readonly due: readonly string[];
  readonly paid: readonly string[];
  readonly amount: readonly string[];
  readonly currency: readonly string[];
  readonly activity: readonly string[];
  readonly time: readonly string[];
  readonly status: readonly string[];
  readonly person: readonly string[];
  readonly steps: readonly string[];
  readonly noise: readonly string[];
}

/** Names as they stand in exports of accounting and ticket systems. */
const languages: Readonly<Record<string, Language>> = {
  en: {
    case: ['Invoice No.', 'Document', 'InvoiceID', 'Ref', 'Ticket Number', 'Case ID', 'Order #'],
    customer: ['Customer', 'Account Name', 'Client', 'Debtor', 'Bill-to Party'],
    issued: ['Invoice Date', 'Doc. Date', 'Date issued', 'Created On'],
    due: ['Due Date', 'Net due', 'Payable by'],
    paid: ['Paid On', 'Clearing date', 'Settlement Date', 'Date of payment'],
    amount: ['Amount', 'Gross total', 'Invoice Amount', 'Value'],
    currency: ['Currency', 'Curr.', 'CCY'],
    activity: ['Activity', 'Event', 'Action', 'Step'],
    time: ['Timestamp', 'Completed at', 'Date/Time', 'Event time'],
    status: ['Status', 'State'],
    person: ['User', 'Handled by', 'Agent', 'Assigned to'],
    steps: ['Order received', 'Goods shipped', 'Invoice sent', 'Payment received', 'Complaint', 'Closed'],
    noise: ['Remarks', 'Cost centre', 'Warehouse'],
  },
  de: {
    case: ['Rechnungsnummer', 'Beleg-Nr.', 'Vorgangsnummer', 'Auftrag', 'Ticket-Nr'],
    customer: ['Kunde', 'Debitor', 'Kundenname', 'Auftraggeber'],
    issued: ['Rechnungsdatum', 'Belegdatum', 'Erstellt am', 'Ausgestellt'],
    due: ['Fällig am', 'Fälligkeitsdatum', 'Zahlbar bis'],
    paid: ['Bezahlt am', 'Ausgleichsdatum', 'Zahlungseingang', 'Zahldatum'],
    amount: ['Betrag', 'Bruttobetrag', 'Rechnungsbetrag', 'Summe brutto'],
    currency: ['Währung', 'Whg', 'Währungskennzeichen'],
    activity: ['Aktivität', 'Vorgang', 'Schritt', 'Ereignis', 'Tätigkeit'],
    time: ['Zeitpunkt', 'Zeitstempel', 'Datum und Uhrzeit', 'Erledigt am'],
    status: ['Status', 'Zustand'],
    person: ['Bearbeiter', 'Sachbearbeiter', 'Zuständig'],
    steps: ['Auftrag eingegangen', 'Ware geliefert', 'Rechnung verschickt', 'Zahlung erhalten', 'Mängelrüge', 'Abgeschlossen'],
    noise: ['Bemerkung', 'Kostenstelle', 'Lager'],
  },
  fr: {
    case: ['N° de facture', 'Numéro de dossier', 'Référence', 'Pièce'],
    customer: ['Client', 'Nom du client', 'Débiteur'],
    issued: ['Date de facture', "Date d'émission", 'Créé le'],
    due: ['Échéance', "Date d'échéance", 'Payable le'],
    paid: ['Payé le', 'Date de règlement', 'Date de paiement'],
    amount: ['Montant', 'Montant TTC', 'Total TTC'],
    currency: ['Devise', 'Monnaie'],
    activity: ['Activité', 'Événement', 'Étape'],
    time: ['Horodatage', 'Date et heure', 'Heure'],
    status: ['Statut', 'État'],
    person: ['Utilisateur', 'Responsable', 'Traité par'],
    steps: ['Commande reçue', 'Marchandise expédiée', 'Facture envoyée', 'Paiement reçu', 'Réclamation', 'Clôturé'],
    noise: ['Remarque', 'Centre de coûts', 'Dépôt'],
  },
  it: {
    case: ['Numero fattura', 'N. documento', 'Pratica', 'Riferimento'],
    customer: ['Cliente', 'Ragione sociale', 'Debitore'],
    issued: ['Data fattura', 'Data documento', 'Data di emissione'],
    due: ['Scadenza', 'Data scadenza'],
    paid: ['Data pagamento', 'Pagato il', 'Saldato il'],
    amount: ['Importo', 'Totale', 'Importo lordo'],
    currency: ['Valuta', 'Divisa'],
    activity: ['Attività', 'Evento', 'Fase'],
    time: ['Data e ora', 'Orario', 'Marca temporale'],
    status: ['Stato'],
    person: ['Operatore', 'Utente', 'Assegnato a'],
    steps: ['Ordine ricevuto', 'Merce spedita', 'Fattura inviata', 'Pagamento ricevuto', 'Reclamo', 'Chiuso'],
    noise: ['Note', 'Centro di costo', 'Magazzino'],
  },
  es: {
    case: ['Número de factura', 'Nº expediente', 'Referencia', 'Folio'],
    customer: ['Cliente', 'Razón social', 'Deudor'],
    issued: ['Fecha factura', 'Fecha de emisión', 'Creado el'],
    due: ['Vencimiento', 'Fecha de vencimiento'],
    paid: ['Fecha de pago', 'Pagado el', 'Fecha de cobro'],
    amount: ['Importe', 'Importe total', 'Monto'],
    currency: ['Moneda', 'Divisa'],
    activity: ['Actividad', 'Evento', 'Etapa'],
    time: ['Fecha y hora', 'Marca de tiempo', 'Momento'],
    status: ['Estado', 'Situación'],
    person: ['Usuario', 'Responsable', 'Agente'],
    steps: ['Pedido recibido', 'Mercancía enviada', 'Factura enviada', 'Pago recibido', 'Reclamación', 'Cerrado'],
    noise: ['Observaciones', 'Centro de coste', 'Almacén'],
  },
  nl: {
    case: ['Factuurnummer', 'Dossiernummer', 'Ordernummer', 'Zaaknummer'],
    customer: ['Klant', 'Klantnaam', 'Debiteur'],
    issued: ['Factuurdatum', 'Datum uitgifte', 'Aangemaakt op'],
    due: ['Vervaldatum', 'Te betalen voor', 'Vervalt op'],
    paid: ['Betaald op', 'Betaaldatum', 'Datum betaling'],
    amount: ['Bedrag', 'Factuurbedrag', 'Totaalbedrag'],
    currency: ['Valuta', 'Munt'],
    activity: ['Activiteit', 'Gebeurtenis', 'Stap', 'Handeling'],
    time: ['Tijdstip', 'Datum en tijd', 'Tijdstempel'],
    status: ['Status', 'Toestand'],
    person: ['Medewerker', 'Behandelaar', 'Gebruiker'],
    steps: ['Bestelling ontvangen', 'Goederen verzonden', 'Factuur verstuurd', 'Betaling ontvangen', 'Klacht', 'Gesloten'],
    noise: ['Opmerking', 'Kostenplaats', 'Magazijn'],
  },
};

const dayFormats = [
  'YYYY-MM-DD',
  'DD.MM.YYYY',
  'D.M.YYYY',
  'DD/MM/YYYY',
  'M/D/YYYY',
  'MM/DD/YYYY',
  'DD-MM-YYYY',
  'YYYY/MM/DD',
  'YYYYMMDD',
  'DD.MM.YY',
  'DD-MMM-YYYY',
] as const;
const encodings = ['UTF-8', 'UTF-8 with mark', 'UTF-16LE', 'UTF-16BE', 'Windows-1252'] as const;
const firms = [
  'Müller & Söhne GmbH',
  'Société Générale de Bois',
  'Ñandú S.A.',
  'Brown, Smith & Co.',
  'Ærø Værft',
  'De Vries "Bakker" BV',
  'Costa; Figli',
  'Plain Ltd',
];
const people = ['Jörg', 'Zoë', 'Ana', 'Luís', 'Kim'];
const damage = ['n.b.', 'siehe Anlage', '12,3,4', 'abc', '1.2.3,4,5', '--5'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const dayMs = 86_400_000;

interface Style {
  readonly random: SeededRandom;
  readonly words: Language;
  readonly dateFormat: string;
  readonly decimal: '.' | ',';
  readonly thousands: string;
  readonly currencies: readonly string[];
  /** Only days up to the twelfth of a month, so that day and month could be the other way round. */
  readonly lowDays: boolean;
}

/** The same seed gives the same file. */
export function generatedTable(seed: number): GeneratedTable {
  const random = seededRandom(seed);
  const language = random.pick(Object.keys(languages));
  const decimal = language === 'en' ? '.' : random.pick([',', ',', '.'] as const);
  const style: Style = {
    random,
    words: languages[language] as Language,
    dateFormat: random.pick(dayFormats),
    decimal,
    thousands: random.pick(decimal === ',' ? ['', '.', ' ', "'"] : ['', ',', "'"]),
    currencies: random.pick([['EUR'], ['EUR', 'CHF'], ['USD'], ['EUR', 'JPY', 'KWD']]),
    lowDays: random.chance(0.25),
  };
  const shape = random.pick(['wide', 'long'] as const);
  const table = shape === 'wide' ? wideTable(style) : longTable(style);
  const ordered = reordered(random, table);
  const delimiter = random.pick([',', ';', '\t', '|']);
  const encoding = random.pick(encodings);
  const eol = random.pick(['\n', '\r\n']);
  const text =
    ordered.cells.map((row) => row.map((cell) => quoted(cell, delimiter, random.chance(0.1))).join(delimiter)).join(eol) +
    (random.chance(0.5) ? eol : '');
  const ambiguous = style.lowDays && ['DD/MM/YYYY', 'M/D/YYYY', 'MM/DD/YYYY', 'DD-MM-YYYY'].includes(style.dateFormat);
  return {
    ...{
      name: `export-${seed}.csv`,
      bytes: encoded(text, encoding),
      cells: ordered.cells,
      shape,
      language,
      columns: ordered.columns,
    },
    ...{ dateFormat: style.dateFormat, ambiguousDates: ambiguous, decimal, encoding, delimiter },
    ...{
      rows: ordered.cells.length - 1,
      cases: table.cases,
      activities: table.activities,
      damaged: table.damaged,
      totals: table.totals,
    },
  };
}

interface Table {
  readonly columns: Readonly<Record<string, string>>;
  readonly cells: readonly (readonly string[])[];
  readonly cases: number;
  readonly activities: readonly string[];
  readonly damaged: readonly { readonly line: number; readonly text: string }[];
  readonly totals: Readonly<Record<string, number>>;
}

function wideTable(style: Style): Table {
  const { random, words, currencies } = style;
  const cases = random.integer(40, 120);
  const columns: Record<string, string> = {};
  const own = currencies.length > 1 || random.chance(0.6);
  for (const role of ['case', 'customer', 'issued', 'due', 'paid', 'amount'] as const) columns[role] = random.pick(words[role]);
  if (own) columns['currency'] = random.pick(words.currency);
  if (random.chance(0.5)) columns['person'] = random.pick(words.person);
  if (random.chance(0.5)) columns['noise'] = random.pick(words.noise);
  const roles = Object.keys(columns);
  const [totals, damaged, rows] = [{} as Record<string, number>, [] as { line: number; text: string }[], [] as string[][]];
  for (let index = 0; index < cases; index += 1) {
    const issued = dayOf(style);
    const due = issued + 30 * dayMs;
    const currency = random.pick(currencies);
    const cents = random.integer(100, 9_000_000);
    const isDamaged = random.chance(0.03);
    const value: Record<string, string> = {
      case: `R${String(10_000 + index)}`,
      customer: random.pick(firms),
      issued: written(issued, style),
      due: written(style.lowDays ? low(due) : due, style),
      paid: random.chance(0.8)
        ? written(style.lowDays ? low(due + random.integer(-20, 60) * dayMs) : due + random.integer(-20, 60) * dayMs, style)
        : '',
      amount: isDamaged ? random.pick(damage) : amountText(cents, currency, style),
      currency,
      person: random.pick(people),
      noise: random.chance(0.5) ? `x${random.integer(1, 9)}` : '',
    };
    if (isDamaged) damaged.push({ line: index + 2, text: value['amount'] ?? '' });
    else totals[currency] = (totals[currency] ?? 0) + cents;
    rows.push(roles.map((role) => value[role] ?? ''));
  }
  return { columns, cells: [roles.map((role) => columns[role] ?? ''), ...rows], cases, activities: [], damaged, totals };
}

function longTable(style: Style): Table {
  const { random, words, currencies } = style;
  const cases = random.integer(20, 60);
  const columns: Record<string, string> = {};
  for (const role of ['case', 'activity', 'time'] as const) columns[role] = random.pick(words[role]);
  for (const role of ['person', 'customer', 'status', 'amount', 'noise'] as const)
    if (random.chance(0.6)) columns[role] = random.pick(words[role]);
  if (columns['amount'] !== undefined && (currencies.length > 1 || random.chance(0.5)))
    columns['currency'] = random.pick(words.currency);
  const roles = Object.keys(columns);
  const [totals, damaged, rows] = [{} as Record<string, number>, [] as { line: number; text: string }[], [] as string[][]];
  for (let index = 0; index < cases; index += 1) {
    const currency = random.pick(currencies);
    const customer = random.pick(firms);
    let at = dayOf(style);
    for (const [step, activity] of words.steps.entries()) {
      if (step > 0 && step < 5 && random.chance(0.2)) continue;
      const minute = random.integer(0, 1439);
      const cents = random.integer(100, 900_000);
      const isDamaged = columns['amount'] !== undefined && random.chance(0.01);
      const value: Record<string, string> = {
        ...{
          case: `${index + 1000}`,
          activity,
          customer,
          person: random.pick(people),
          status: random.pick(['A', 'B']),
          noise: '',
        },
        time: `${written(at, style)} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`,
        amount: isDamaged ? random.pick(damage) : amountText(cents, currency, style),
        currency,
      };
      rows.push(roles.map((role) => value[role] ?? ''));
      if (isDamaged) damaged.push({ line: rows.length + 1, text: value['amount'] ?? '' });
      else if (columns['amount'] !== undefined) totals[currency] = (totals[currency] ?? 0) + cents;
      at = style.lowDays ? low(at + 31 * dayMs) : at + random.integer(1, 20) * dayMs;
    }
  }
  return { columns, cells: [roles.map((role) => columns[role] ?? ''), ...rows], cases, activities: words.steps, damaged, totals };
}

function reordered(random: SeededRandom, { columns, cells }: Table): Pick<Table, 'columns' | 'cells'> {
  const order = random.shuffled((cells[0] ?? []).map((_, index) => index));
  return { columns, cells: cells.map((row) => order.map((index) => row[index] ?? '')) };
}

function dayOf({ random, lowDays }: Style): number {
  const day = Date.UTC(2024, random.integer(0, 17), random.integer(1, lowDays ? 12 : 28));
  return day;
}

/** The same month, not after the twelfth. */
function low(at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), ((date.getUTCDate() - 1) % 12) + 1);
}

function written(at: number, { dateFormat }: Style): string {
  const [year, month, day] = new Date(at).toISOString().slice(0, 10).split('-') as [string, string, string];
  return dateFormat.replace(/YYYY|YY|MMM|MM|M|DD|D/g, (token) => {
    if (token === 'YYYY') return year;
    if (token === 'YY') return year.slice(2);
    if (token === 'MMM') return months[Number(month) - 1] ?? '';
    if (token === 'MM') return month;
    if (token === 'M') return String(Number(month));
    return token === 'DD' ? day : String(Number(day));
  });
}

const digitsOf: Readonly<Record<string, number>> = { JPY: 0, KWD: 3 };

/** The amount of so many minor units. */
function amountText(minor: number, currency: string, { decimal, thousands }: Style): string {
  const digits = digitsOf[currency] ?? 2;
  const text = String(minor).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits).replace(/\B(?=(\d{3})+$)/g, thousands);
  return digits === 0 ? whole : `${whole}${decimal}${text.slice(-digits)}`;
}

const two = (value: number): string => String(value).padStart(2, '0');

function quoted(cell: string, delimiter: string, always: boolean): string {
  return always || cell.includes(delimiter) || cell.includes('"') ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function encoded(text: string, encoding: (typeof encodings)[number]): Buffer {
  if (encoding === 'UTF-8') return Buffer.from(text, 'utf8');
  if (encoding === 'UTF-8 with mark') return Buffer.from(`\ufeff${text}`, 'utf8');
  if (encoding === 'Windows-1252') return Buffer.from(text, 'latin1');
  const little = Buffer.from(`\ufeff${text}`, 'utf16le');
  return encoding === 'UTF-16LE' ? little : little.swap16();
}
