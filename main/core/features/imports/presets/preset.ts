/** What a preset is: how the tables of one known export become records. */
import type { JsonValue } from '../../../../../shared/base/leafPath.ts';
import type { RecordId } from '../../../../../shared/base/id.ts';
import type { CollectionName, RecordBody } from '../../../../../shared/domain/record.ts';
import type { Heading } from '../headings.ts';
import type { Holdings } from '../holdings.ts';
import type { TableRow } from '../parseTable.ts';

export interface Preset {
  readonly id: string;
  /** A file of the company's own: whatever it is called, and read against what is held here. */
  readonly isOwn?: true;
  /** In an order in which what is referred to comes before what refers to it. */
  readonly tables: readonly PresetTable[];
}

export interface PresetTable {
  readonly table: string;
  /** The usual file name. */
  readonly file: string;
  readonly required: boolean;
  /** Columns without which the table means nothing. */
  readonly columns: readonly string[];
  /** How people call its columns; `columns`, keys and cells are by `field` then. Without them a column is called as it is written. */
  readonly headings?: readonly Heading[];
  /** The row's key within the table; may join several columns. */
  readonly key: (row: TableRow) => string;
  readonly read: (row: TableRow, context: RowContext) => void;
}

export type DraftBody = { [field: string]: JsonValue };

export interface Draft {
  readonly collection: CollectionName;
  readonly kind: string;
  readonly id: RecordId;
  readonly body: RecordBody;
  /** Which rows made it; the first is its own, the others were merged in. */
  readonly table: string;
  readonly row: number;
  /**
   * What a held record takes of it. `fill` (the default): fields that it has never had. `complete`: also lists and sets that are empty or lack something.
   * `replace`: all of it, for what somebody brings in to be valid from now on.
   */
  readonly mode?: DraftMode;
  /** The body of the held record that it is a part of. */
  readonly over?: RecordBody;
}
export type DraftMode = 'fill' | 'complete' | 'replace';

export interface TableContext {
  /** The id of an imported record, the same at every import: key preset, table, source id. */
  readonly idOf: (table: string, sourceId: string) => RecordId;
  /** The draft of an earlier table or of this one, to add to it; undefined when its row is missing or was skipped. */
  readonly draftOf: (table: string, sourceId: string) => DraftBody | undefined;
  readonly create: (collection: CollectionName, kind: string, table: string, sourceId: string, body: DraftBody) => void;
}

export interface RowContext extends TableContext {
  /** What is here already. Empty for the files of other programs. */
  readonly held: Holdings;
  /** What the person has said besides, such as the price list that is meant. */
  readonly options: Readonly<Record<string, string>>;
  /** A record of an id that is no import's: one that is held. Without `source`, which is of those that an import has made. */
  readonly put: (
    draft: Pick<Draft, 'collection' | 'kind' | 'id' | 'mode' | 'over'> & {
      readonly body: DraftBody;
      /** Of a record of many rows another name than the table's: it is no row of it. */
      readonly table?: string;
    },
  ) => void;
  /** What `put` was given under this id. */
  readonly drafted: (id: RecordId) => DraftBody | undefined;
  /** Says what has become of this row, where it is part of a record of many rows. */
  readonly counted: (fate: 'created' | 'merged' | 'unchanged') => void;
  /** True the first time of each key. */
  readonly isFirst: (key: string) => boolean;
  /** Run when every row of the table was read: for what may stand further down. Must not `skip`. */
  readonly afterwards: (finish: () => void) => void;
  /** Makes this row's own record; `source` is filled in. */
  readonly createOwn: (collection: CollectionName, kind: string, body: DraftBody) => void;
  /** Says that this row has become part of another row's record. */
  readonly merged: () => void;
  /** Keeps this row for rows that name it (`borrow`); counted as merged when one does, reported as skipped when none ever does. */
  readonly lend: () => void;
  /** The cells of a lent row, null and an issue when it is not there. Empty text is null without an issue. */
  readonly borrow: (field: string, table: string) => Readonly<Record<string, string>> | null;
  /** A reference by source id; null and an issue when it is not there. Empty text is null without an issue. `mapping` names the group of `--map`. */
  readonly reference: (field: string, table: string, options?: { readonly mapping?: string }) => RecordId | null;
  /** The cell after mappings; '' and the word NULL are null. */
  readonly text: (
    field: string,
    options?: { readonly mapping?: string; readonly suspects?: Readonly<Record<string, string>> },
  ) => string | null;
  /** Exact decimal → integer × `scale`; null and an issue when it is no number. */
  readonly decimal: (field: string, scale: number) => number | null;
  /** `YYYY-MM-DD` of a date or a date with time; null and an issue when it is none. */
  readonly date: (field: string) => string | null;
  /** Reports that the field was left out, with a reason key of the locale (`import.…`). */
  readonly leaveOut: (field: string, reason: string) => void;
  /** Columns that have no field of their own, under their names, as text; empties are dropped. */
  readonly custom: (...fields: string[]) => { [field: string]: JsonValue };
  /** Ends this row: nothing of it is imported. */
  readonly skip: (field: string | null, reason: string) => never;
}
