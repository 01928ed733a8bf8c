import { likeness } from './suggest-columns.ts';

/** What a column of somebody's table is. */
export const columnKinds = [
  ...['case', 'activity', 'time', 'issued', 'due', 'paid', 'date', 'amount', 'currency', 'customer', 'entity'],
  ...['person', 'status', 'reference', 'country', 'flag', 'number', 'text'],
] as const;
export type ColumnKind = (typeof columnKinds)[number];

/**
 * Under which names systems and people export what, in English, German, French, Italian, Spanish and Dutch, with the technical names of SAP and of
 * process mining. Case, accents and marks between words do not count.
 */
const names: Readonly<Partial<Record<ColumnKind, string>>> = {
  case:
    'case|case id|case number|case:concept:name|ticket|ticket id|ticket number|issue|issue key|request id|incident number|process id|document|document number|doc no|invoice|invoice id|invoice no|invoice number|order|order id|order no|order number|claim id|claim number|application id|id|key|number|no|ref|ref no|' +
    'vorgang|vorgangsnummer|vorgangsnr|fall|fallnummer|ticketnummer|ticketnr|beleg|belegnummer|belegnr|rechnung|rechnungsnummer|rechnungsnr|rechnung nr|auftrag|auftragsnummer|auftragsnr|bestellung|bestellnummer|aktenzeichen|nummer|nr|belnr|vbeln|xblnr|' +
    'dossier|numero de dossier|n dossier|facture|numero de facture|n de facture|n facture|no facture|commande|numero de commande|piece|numero de piece|reference|demande|numero|' +
    'pratica|numero pratica|fattura|numero fattura|n fattura|documento|numero documento|n documento|ordine|numero ordine|riferimento|richiesta|' +
    'expediente|numero expediente|n expediente|no expediente|factura|numero de factura|numero factura|n factura|pedido|numero de pedido|referencia|folio|caso|solicitud|' +
    'zaak|zaaknummer|dossiernummer|factuur|factuurnummer|bestelling|bestelnummer|ordernummer|referentie|melding|meldingsnummer',
  activity:
    'activity|activity name|event|event name|event type|action|step|task|task name|operation|concept:name|transaction type|what|process step|milestone|' +
    'aktivitat|vorgang|vorgangsart|schritt|prozessschritt|ereignis|tatigkeit|aktion|arbeitsschritt|massnahme|' +
    'activite|evenement|etape|action|tache|operation|attivita|evento|fase|azione|passo|operazione|' +
    'actividad|evento|etapa|accion|paso|tarea|operacion|activiteit|gebeurtenis|stap|actie|handeling|taak',
  time:
    'timestamp|time|time:timestamp|event time|event date|date time|datetime|date and time|completed at|complete timestamp|end time|occurred at|happened at|when|performed at|changed at|logged at|' +
    'zeitstempel|zeitpunkt|datum und uhrzeit|datum uhrzeit|uhrzeit|zeit|erledigt am|ausgefuhrt am|geandert am|ereigniszeit|' +
    'horodatage|date et heure|date heure|heure|moment|effectue le|data e ora|data ora|orario|ora|marca temporale|timestamp evento|eseguito il|' +
    'fecha y hora|fecha hora|marca de tiempo|marca temporal|hora|momento|realizado el|tijdstip|tijdstempel|datum en tijd|datum tijd|tijd|uitgevoerd op',
  issued:
    'issued|issued on|issue date|date issued|invoice date|document date|doc date|posting date|billing date|order date|created|created on|created at|creation date|opened|opened at|open date|start|start date|submitted on|received on|registered on|' +
    'rechnungsdatum|belegdatum|buchungsdatum|ausstellungsdatum|ausgestellt|ausgestellt am|erstellt|erstellt am|erstellungsdatum|angelegt am|auftragsdatum|bestelldatum|eroffnet am|eingangsdatum|beginn|bldat|fkdat|budat|erdat|' +
    'date de facture|date facture|date d emission|emis le|cree le|date de creation|date de commande|date d ouverture|' +
    'data fattura|data documento|data emissione|data di emissione|emessa il|creato il|data creazione|data ordine|data apertura|' +
    'fecha factura|fecha de factura|fecha emision|fecha de emision|fecha documento|creado el|fecha de creacion|fecha pedido|fecha de alta|emitida el|' +
    'factuurdatum|datum uitgifte|uitgiftedatum|documentdatum|aangemaakt|aangemaakt op|datum aanmaak|orderdatum|besteldatum|geopend op|boekdatum',
  due:
    'due|due on|due date|date due|net due|net due date|payment due|payable by|pay by|maturity|maturity date|deadline|target date|promised date|' +
    'fallig|fallig am|falligkeit|falligkeitsdatum|zahlbar bis|nettofalligkeit|zahlungsziel|frist|netdt|faedt|zfbdt|' +
    'echeance|date d echeance|date echeance|payable le|a payer avant|date limite|scadenza|data scadenza|data di scadenza|da pagare entro|termine|' +
    'vencimiento|fecha vencimiento|fecha de vencimiento|vence el|fecha limite|vervaldatum|vervalt op|te betalen voor|te betalen op|uiterste betaaldatum|betaaltermijn',
  paid:
    'paid|paid on|date paid|paid date|payment date|date of payment|payment received on|settled|settled on|settled date|settlement date|clearing date|cleared on|receipt date|closed on|' +
    'bezahlt|bezahlt am|zahlungsdatum|zahldatum|zahlung am|zahlungseingang|ausgleich|ausgleichsdatum|ausgeglichen am|beglichen am|augdt|' +
    'paye|paye le|date de paiement|date paiement|date de reglement|date reglement|regle le|encaisse le|' +
    'pagato|pagato il|data pagamento|data di pagamento|saldato il|data incasso|incassato il|' +
    'pagado|pagado el|fecha pago|fecha de pago|fecha de cobro|cobrado el|betaald|betaald op|betaaldatum|betalingsdatum|datum betaling|voldaan op',
  date: 'date|datum|data|fecha|day|tag|jour|giorno|dia|dag',
  amount:
    'amount|invoice amount|total|total amount|gross|gross amount|gross total|net amount|invoice total|value|price|cost|balance|open amount|amount due|amount paid|paid amount|sum|payment amount|totalpaymentamount|' +
    'betrag|rechnungsbetrag|bruttobetrag|nettobetrag|gesamtbetrag|summe|summe brutto|brutto|netto|wert|preis|kosten|saldo|offener betrag|dmbtr|wrbtr|netwr|' +
    'montant|montant ttc|montant ht|total ttc|total ht|prix|valeur|solde|cout|importo|importo lordo|importo totale|totale|lordo|prezzo|valore|costo|' +
    'importe|importe total|monto|monto total|total factura|precio|valor|coste|bedrag|factuurbedrag|totaalbedrag|totaal|bruto|prijs|waarde',
  currency:
    'currency|currency code|curr|cur|ccy|iso currency|wahrung|wahrungscode|wahrungskennzeichen|whg|waers|devise|monnaie|code devise|valuta|divisa|codice valuta|moneda|codigo moneda|munt|muntsoort|valutacode',
  customer:
    'customer|customer name|customer id|customerid|customer number|client|client name|account|account name|debtor|bill to|bill to party|sold to|sold to party|buyer|company|company name|requester|partner|' +
    'kunde|kundenname|kundennummer|kundennr|debitor|debitorenname|auftraggeber|besteller|geschaftspartner|firma|kunnr|name1|' +
    'client|nom du client|nom client|debiteur|acheteur|cliente|nome cliente|ragione sociale|debitore|committente|' +
    'cliente|nombre cliente|razon social|deudor|comprador|klant|klantnaam|klantnummer|debiteur|afnemer|opdrachtgever',
  entity:
    'entity|legal entity|company code|subsidiary|business unit|branch|organisation|organization|buchungskreis|gesellschaft|mandant|niederlassung|werk|bukrs|societe|filiale|etablissement|societa|sociedad|sucursal|entidad|vennootschap|vestiging|bedrijf',
  person:
    'user|user name|resource|org:resource|agent|handled by|assigned to|assignee|owner|employee|performed by|created by|changed by|operator|clerk|processor|responsible|' +
    'bearbeiter|sachbearbeiter|zustandig|benutzer|mitarbeiter|verantwortlich|verantwortlicher|erfasst von|ernam|' +
    'utilisateur|responsable|traite par|agent|employe|charge de dossier|utente|operatore|assegnato a|responsabile|addetto|' +
    'usuario|responsable|agente|asignado a|empleado|gestor|medewerker|behandelaar|gebruiker|toegewezen aan|verantwoordelijke',
  status:
    'status|state|stage|case status|zustand|stand|etat|statut|stato|estado|situacion|toestand|fase status|lifecycle:transition',
  reference:
    'reference|delivery note|delivery reference|delivery no|shipment|order reference|po number|lieferschein|lieferscheinnr|lieferschein nr|lieferung|referenz|bon de livraison|ddt|albaran|pakbon|your reference|ihr zeichen',
  country: 'country|country code|countrycode|land|landercode|land1|pays|paese|pais|region',
  flag: 'disputed|dispute|blocked|active|is open|strittig|gesperrt|litige|bloque|contestato|bloccato|bloqueado|geblokkeerd',
};

const aliases = new Map(Object.entries(names).map(([kind, text]) => [kind as ColumnKind, text.split('|')]));

export interface NameLikeness {
  /** 1: the very name; 0: nothing of it. */
  readonly score: number;
  readonly alias: string;
}

/** How much the name of a column is one under which columns of a kind are exported. */
export function namedAs(kind: ColumnKind, name: string): NameLikeness {
  let best: NameLikeness = { score: 0, alias: '' };
  for (const alias of aliases.get(kind) ?? []) {
    const score = likeness(alias, name);
    if (score > best.score) best = { score, alias };
  }
  return best;
}
