/**
 * Where the values of a document are in SQL: what the query planner must know of a table, and all that it knows. Document tables and
 * record tables each describe themselves in these terms.
 */

/**
 * An SQL expression that stands for one path of the document, and which values it can hold.
 * What is said here must be true of every row: queries are answered by SQL alone where it suffices.
 */
export interface FieldExpression {
  /** A column, or an expression without parameters. */
  readonly sql: string;
  /** What SQL's NULL says about the document: the path is missing, holds null, either of the two (it cannot be told), or never happens. */
  readonly nil: 'missing' | 'null' | 'either' | 'never';
  /** The SQL literal that stands for a null in the document, where SQL's NULL does not. It must sort before all numbers. */
  readonly nullLiteral?: string;
  /** Whether numbers occur; they are stored as INTEGER or REAL. */
  readonly numbers: boolean;
  /**
   * How text is stored, null when there is none:
   * - `codeUnits`: through `toSortableText`; SQL sorts and compares it as JavaScript does.
   * - `codePoints`: as it is. SQL sorts characters beyond U+FFFF behind U+E000 to U+FFFF, JavaScript before them, and half a pair is lost.
   * - `plain`: as it is, and nothing from U+D800 upwards ever occurs in it (ids, dates, words of our own): as good as `codeUnits`.
   */
  readonly text: 'codeUnits' | 'codePoints' | 'plain' | null;
  /** SQL literals of the booleans, null when there are none. Beside numbers or text they must sort after those: blobs. */
  readonly booleans: { readonly false: string; readonly true: string } | null;
  /**
   * An SQL condition for the rows whose value SQL cannot judge: objects, arrays, values that lie behind an array. null when no such row
   * exists. With it nothing on this path is exact.
   */
  readonly other: string | null;
  /** An expression good enough to leave out most of what is not looked for, and for nothing else. `other` must name arrays. */
  readonly isRough?: boolean;
}

export interface DocumentLayout<Row, Document> {
  /** The table, or a join. */
  readonly from: string;
  /** A condition (without parameters) on the rows that are documents of this instance at all. */
  readonly always: string | null;
  /** What stands between SELECT and FROM to read a document. */
  readonly columns: string;
  /** null for a path that SQL knows nothing of. */
  field(path: string): FieldExpression | null;
  rowToDocument(row: Row): Document;
}
