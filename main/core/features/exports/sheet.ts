/**
 * An XLSX workbook of one sheet, row by row (ECMA-376): the whole is never in memory, and no cell is a formula: text stands inline as text, numbers as numbers.
 */
import { strToU8, Zip, ZipDeflate } from 'fflate';

export interface SheetOptions {
  readonly name: string;
  readonly rightToLeft: boolean;
  /** Of the columns, in characters. */
  readonly widths: readonly number[];
  /** The row, from 1, that is bold and stays in sight with what stands above it. */
  readonly headingAt: number;
  /** Told the file's bytes, in order. */
  readonly onBytes: (bytes: Uint8Array) => void;
}

export interface SheetWriter {
  write(rows: readonly (readonly (string | number)[])[]): void;
  /** The last bytes are told before it returns. */
  end(): void;
}

/** Quick rather than small: a sheet is mostly markup, which packs well at any level. */
const COMPRESSION = 3;
/** What a table program takes in one cell; anything longer makes it call the file damaged. */
const CELL_CHARACTERS = 32_767;
const BOLD = 1;

export function writeSheet({ name, rightToLeft, widths, headingAt, onBytes }: SheetOptions): SheetWriter {
  const zip = new Zip((error, bytes) => {
    if (error) throw error;
    onBytes(bytes);
  });
  const add = (path: string): ZipDeflate => {
    const file = new ZipDeflate(path, { level: COMPRESSION });
    zip.add(file);
    return file;
  };
  for (const [path, content] of Object.entries(partsAround(name))) add(path).push(strToU8(XML + content), true);
  const sheet = add('xl/worksheets/sheet1.xml');
  sheet.push(strToU8(XML + sheetHead(rightToLeft, widths, headingAt)));
  let place = 0;
  return {
    write(rows) {
      const xml = rows.map((row) => {
        place += 1;
        return rowXml(row, place, place === headingAt);
      });
      if (xml.length > 0) sheet.push(strToU8(xml.join('')));
    },
    end() {
      sheet.push(strToU8('</sheetData></worksheet>'), true);
      zip.end();
    },
  };
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const partsAround = (name: string): Readonly<Record<string, string>> => ({
  '[Content_Types].xml':
    `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
    `<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>` +
    `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/>` +
    `<Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`,
  '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${sheetName(name)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels':
    `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>` +
    `<Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
  'xl/styles.xml':
    `<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
    `<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
    `<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
    `<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
    `<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>`,
});

/** A name of a sheet has 31 characters at most and none of these. */
const sheetName = (name: string): string => escapeXml(name.replaceAll(/[[\]:*?/\\]/g, ' ').slice(0, 31));

const sheetHead = (rightToLeft: boolean, widths: readonly number[], headingAt: number): string =>
  `<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"${rightToLeft ? ' rightToLeft="1"' : ''}>` +
  `<pane ySplit="${headingAt}" topLeftCell="A${headingAt + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
  `<cols>${widths.map((width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`).join('')}</cols><sheetData>`;

function rowXml(row: readonly (string | number)[], place: number, isHeading: boolean): string {
  const style = isHeading ? ` s="${BOLD}"` : '';
  const cells = row.map((value, column) => {
    const at = `r="${columnName(column)}${place}"${style}`;
    if (typeof value === 'number') return Number.isFinite(value) ? `<c ${at}><v>${value}</v></c>` : '';
    // As text, whatever it looks like.
    return value === ''
      ? ''
      : `<c ${at} t="inlineStr"><is><t xml:space="preserve">${escapeXml(value.slice(0, CELL_CHARACTERS))}</t></is></c>`;
  });
  return `<row r="${place}">${cells.join('')}</row>`;
}

/** 0 is A, 26 is AA. */
function columnName(index: number): string {
  const rest = Math.floor(index / 26) - 1;
  return (rest < 0 ? '' : columnName(rest)) + String.fromCodePoint(65 + (index % 26));
}

// eslint-disable-next-line no-control-regex -- what XML 1.0 has no way to write
const NOT_IN_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeXml = (text: string): string =>
  text.replaceAll(NOT_IN_XML, '').replaceAll(/[&<>"]/g, (sign) => ENTITIES[sign] ?? '');
