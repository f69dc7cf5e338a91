/** What a preset is: how the tables of one known export become records. */
import type { JsonValue } from '../../../../../shared/base/leafPath.ts';
import type { RecordId } from '../../../../../shared/base/id.ts';
import type { CollectionName, RecordBody } from '../../../../../shared/domain/record.ts';
import type { TableRow } from '../parseTable.ts';

export interface Preset {
  readonly id: string;
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
}

export interface TableContext {
  /** The id of an imported record, the same at every import: key preset, table, source id. */
  readonly idOf: (table: string, sourceId: string) => RecordId;
  /** The draft of an earlier table or of this one, to add to it; undefined when its row is missing or was skipped. */
  readonly draftOf: (table: string, sourceId: string) => DraftBody | undefined;
  readonly create: (collection: CollectionName, kind: string, table: string, sourceId: string, body: DraftBody) => void;
}

export interface RowContext extends TableContext {
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
