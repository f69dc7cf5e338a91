/** The report of a service job: what was complained of, what was done, what it took, who pays for it, and who signed. */
import type { RequestFactsView } from '../contract/service.ts';
import { elementsOf, integerOf, objectOf, textOf, textsOf } from '../domain/bodyReads.ts';
import type { RecordBody } from '../domain/record.ts';
import { fieldLabel, valueLabel } from '../locale/recordLabels.ts';
import { isolated } from './direction.ts';
import type { Paper, PaperBlock, PaperParty } from './paper.ts';
import {
  amountFigures,
  fileNameOf,
  footOf,
  pagesOf,
  headingInUnit,
  knownFacts,
  moneyInWords,
  moneyWords,
  writtenWords,
  type PaperWords,
} from './paperWords.ts';
import { quantityCell, textBlock } from './salesPaper.ts';

export interface ServicePaperFacts {
  readonly kind: string;
  readonly body: RecordBody;
  readonly customer: PaperParty | null;
  readonly facts: RequestFactsView;
  readonly personName: (id: string | null) => string | null;
  /** What the parts would be counted in. */
  readonly currency: string;
}

export function servicePaper(words: PaperWords, facts: ServicePaperFacts): Paper {
  const { t, formats, language, seller } = words;
  const { body, customer, personName } = facts;
  const label = (field: string): string => fieldLabel(t, 'serviceRequests', field);
  const instant = (field: string): string | null => {
    const value = textOf(body, field);
    return value === null ? null : formats.dateTime(value);
  };
  const causes = textsOf(body, 'causes').map((cause) => valueLabel(t, 'serviceRequests', 'causes', cause));
  const outcome = textOf(body, 'outcome');
  const receivedAt = textOf(body, 'receivedAt');
  return {
    language,
    title: t('papers.title.service'),
    number: '',
    mark: body['state'] === 'cancelled' ? t('papers.mark.cancelled') : null,
    seller,
    buyer: customer,
    facts: knownFacts([
      [label('receivedAt'), instant('receivedAt')],
      [label('plannedOn'), textOf(body, 'plannedOn') === null ? null : formats.date(textOf(body, 'plannedOn') ?? '')],
      [t('papers.service.state'), valueLabel(t, 'serviceRequests', 'state', textOf(body, 'state') ?? '')],
      [t('papers.service.technician'), writtenWords(words, personName(textOf(body, 'assigneeId')))],
      [label('contactName'), writtenWords(words, textOf(body, 'contactName'))],
    ]),
    blocks: withWords([
      ...machineBlocks(words, facts.facts),
      {
        block: 'facts',
        title: t('papers.service.request'),
        facts: knownFacts([
          [label('subject'), writtenWords(words, textOf(body, 'subject'))],
          [label('description'), writtenWords(words, textOf(body, 'description'))],
          [label('causes'), causes.length === 0 ? null : new Intl.ListFormat(language).format(causes)],
          [label('causeNote'), writtenWords(words, textOf(body, 'causeNote'))],
        ]),
      },
      {
        block: 'facts',
        title: t('papers.service.work'),
        facts: knownFacts([
          [label('workDone'), writtenWords(words, textOf(body, 'workDone'))],
          [label('outcome'), outcome === null ? null : valueLabel(t, 'serviceRequests', 'outcome', outcome)],
          [t('papers.service.time'), timeWords(words, integerOf(body, 'workMinutes') ?? facts.facts.workedMinutes)],
        ]),
      },
      ...checklistBlocks(words, body),
      ...partBlocks(words, facts),
      ...textBlock(t('field.note'), writtenWords(words, textOf(body, 'note'))),
      signatureBlock(words, facts),
    ]),
    foot: footOf(words),
    pages: pagesOf(words),
    fileName: fileNameOf([
      t('papers.title.service'),
      receivedAt?.slice(0, 10) ?? '',
      customer?.name ?? '',
      textOf(body, 'subject') ?? '',
    ]),
  };
}

const withWords = (blocks: readonly PaperBlock[]): PaperBlock[] =>
  blocks.filter((block) => block.block !== 'facts' || block.facts.length > 0);

function machineBlocks(words: PaperWords, { coverage }: RequestFactsView): PaperBlock[] {
  const { t, formats } = words;
  const machines = coverage.filter(({ assetId }) => assetId !== null);
  if (machines.length === 0) return [];
  return [
    {
      block: 'table',
      columns: [
        { heading: t('papers.service.machine'), figures: false, wide: true },
        { heading: t('papers.service.serial'), figures: false, wide: false },
        { heading: t('papers.service.cover'), figures: false, wide: false },
      ],
      rows: machines.map(({ name, serial, coverage: cover }) => {
        const payers = [
          ...new Set(Object.values(cover.payers).flatMap((payer) => (payer ? [payerWords(words, payer)] : []))),
        ];
        return {
          cells: [
            { text: writtenWords(words, name) },
            { text: serial === null ? '' : formats.code(serial) },
            { text: payers.join(words.language === 'fa' ? '، ' : ', ') || t('papers.service.uncovered') },
          ],
        };
      }),
    },
  ];
}

const payerWords = ({ t, formats }: PaperWords, payer: { by: 'warranty' | 'contract'; name: string }): string =>
  payer.by === 'warranty'
    ? t('papers.service.byWarranty')
    : t('papers.service.byContract', { name: isolated(formats.digits(payer.name)) });

function timeWords({ t, formats }: PaperWords, minutes: number): string | null {
  if (minutes === 0) return null;
  const hours = Math.floor(minutes / MINUTES_PER_HOUR);
  const rest = minutes % MINUTES_PER_HOUR;
  if (hours === 0) return t('papers.service.minutes', { minutes: formats.number(rest) });
  return rest === 0
    ? t('papers.service.hours', { hours: formats.number(hours) })
    : t('papers.service.hoursAndMinutes', { hours: formats.number(hours), minutes: formats.number(rest) });
}

const MINUTES_PER_HOUR = 60;

function checklistBlocks(words: PaperWords, body: RecordBody): PaperBlock[] {
  const { t } = words;
  const items = elementsOf(body, 'checklist');
  if (items.length === 0) return [];
  return [
    {
      block: 'table',
      title: t('papers.service.checklist'),
      columns: [
        { heading: t('papers.service.item'), figures: false, wide: true },
        { heading: t('papers.service.result'), figures: false, wide: false },
      ],
      rows: items.map((item) => {
        const note = writtenWords(words, textOf(item, 'note'));
        return {
          cells: [
            { text: writtenWords(words, textOf(item, 'name')), ...(note === '' ? {} : { note }) },
            { text: t(item['done'] === true ? 'papers.service.done' : 'papers.service.notDone') },
          ],
        };
      }),
    },
  ];
}

/** What is covered stands at nothing, with who pays for it instead. */
function partBlocks(words: PaperWords, { facts: { charges }, currency: usual }: ServicePaperFacts): PaperBlock[] {
  const { t, formats } = words;
  if (charges.lines.length === 0) return [];
  const currency = charges.total?.currency ?? usual;
  const { total } = charges;
  return [
    {
      block: 'table',
      title: t('papers.service.parts'),
      columns: [
        { heading: t('papers.column.index'), figures: true, wide: false },
        { heading: t('papers.column.goods'), figures: false, wide: true },
        { heading: t('field.quantity'), figures: true, wide: false },
        { heading: t('field.unit'), figures: false, wide: false },
        { heading: headingInUnit(words, t('field.unitPrice'), currency), figures: true, wide: false },
        { heading: headingInUnit(words, t('papers.column.amount'), currency), figures: true, wide: false },
      ],
      rows: charges.lines.map((line, index) => ({
        cells: [
          { text: formats.number(index + 1) },
          {
            text: writtenWords(words, line.productName),
            ...(line.payer ? { note: t('papers.service.coveredBy', { by: payerWords(words, line.payer) }) } : {}),
          },
          quantityCell(words, line.quantity, line.saidIn),
          { text: writtenWords(words, line.unit) },
          { text: line.unitPrice ? amountFigures(words, line.unitPrice) : '' },
          { text: line.total ? amountFigures(words, line.total) : t('papers.service.noPrice') },
        ],
      })),
    },
    ...(total
      ? [
          {
            block: 'sums' as const,
            lines: [{ label: t('service.parts.sum'), value: moneyWords(words, total), strong: true }],
            ...(total.amount === 0
              ? {}
              : { inWords: { label: t('papers.inWords'), value: moneyInWords(words, total) } }),
          },
        ]
      : []),
  ];
}

function signatureBlock(words: PaperWords, { body, personName }: ServicePaperFacts): PaperBlock {
  const { t, formats } = words;
  const signature = objectOf(body['signature']);
  const [name, at, drawn] = [textOf(signature, 'name'), textOf(signature, 'at'), textOf(signature, 'drawn')];
  return {
    block: 'signatures',
    boxes: [
      { label: t('papers.service.technician'), name: writtenWords(words, personName(textOf(body, 'assigneeId'))) },
      {
        label: t('papers.service.confirmed'),
        ...(name === null
          ? {}
          : { name: [isolated(formats.digits(name)), ...(at === null ? [] : [formats.dateTime(at)])].join(' · ') }),
        ...(drawn === null ? {} : { drawn }),
      },
    ],
  };
}
