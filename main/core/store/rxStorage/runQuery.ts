/** Runs a planned query: SQL as far as it goes, then RxDB's own matcher and comparator. */
import type { PreparedQuery, RxDocumentData, RxJsonSchema, RxStorageCountResult } from 'rxdb/plugins/core';
import type { Connection } from '../connection.ts';
import type { DocumentLayout } from './documentLayout.ts';
import { planQuery, sliceOf, type QueryPlan } from './queryPlan.ts';
import type { Rxdb } from './rxdb.ts';

export interface QuerySource<Row, Document> {
  /** Reads committed data. */
  readonly reader: Connection;
  readonly layout: DocumentLayout<Row, RxDocumentData<Document>>;
  readonly schema: Readonly<RxJsonSchema<RxDocumentData<Document>>>;
  readonly rxdb: Rxdb;
}

/** The documents that match, in order, cut to skip and limit. */
export function runQuery<Row, Document>(
  source: QuerySource<Row, Document>,
  prepared: PreparedQuery<Document>,
): RxDocumentData<Document>[] {
  return fetch(source, prepared, planQuery(prepared, source.layout));
}

/**
 * As many as {@link runQuery} would find; `slow` when they had to be looked at one by one and no index bounds them either. RxDB refuses slow
 * counts: what it counts by an index must not become one because of a single odd value.
 */
export function runCount<Row, Document>(
  source: QuerySource<Row, Document>,
  prepared: PreparedQuery<Document>,
): RxStorageCountResult {
  const plan = planQuery(prepared, source.layout, { ignoreOrder: true });
  const isBounded = plan.isExact || prepared.queryPlan.selectorSatisfiedByIndex;
  if (!plan.isSliced) return { count: fetch(source, prepared, plan).length, mode: isBounded ? 'fast' : 'slow' };
  const counted = source.reader.get<{ count: number }>(plan.countSql, plan.parameters);
  return { count: counted?.count ?? 0, mode: 'fast' };
}

function fetch<Row, Document>(
  source: QuerySource<Row, Document>,
  prepared: PreparedQuery<Document>,
  plan: QueryPlan,
): RxDocumentData<Document>[] {
  try {
    return fetchPlanned(source, prepared, plan);
  } catch (error) {
    if (!isNestedTooDeep(error)) throw error;
    return fetchPlanned(source, prepared, planQuery(prepared, columnsOnly(source.layout)));
  }
}

/** SQLite reads no JSON that is nested more than 1,000 deep. Such a document is fetched, like any that SQL cannot judge. */
const isNestedTooDeep = (error: unknown): boolean => error instanceof Error && error.message === 'malformed JSON';

const columnsOnly = <Row, Document>(layout: DocumentLayout<Row, Document>): DocumentLayout<Row, Document> => ({
  ...layout,
  field(path) {
    const field = layout.field(path);
    return field?.isRough ? null : field;
  },
});

function fetchPlanned<Row, Document>(
  { reader, layout, schema, rxdb }: QuerySource<Row, Document>,
  { query }: PreparedQuery<Document>,
  plan: QueryPlan,
): RxDocumentData<Document>[] {
  if (plan.isSliced) return reader.all<Row>(plan.sql, plan.parameters).map((row) => layout.rowToDocument(row));

  const { skip, limit } = sliceOf(query);
  const matches = plan.isExact ? null : rxdb.getQueryMatcher<Document>(schema, query);
  const enough = plan.isOrdered ? skip + limit : Infinity;
  const documents: RxDocumentData<Document>[] = [];
  for (const row of reader.iterate<Row>(plan.sql, plan.parameters)) {
    const document = layout.rowToDocument(row);
    if (matches && !matches(document)) continue;
    documents.push(document);
    if (documents.length >= enough) break;
  }
  if (!plan.isOrdered) documents.sort(comparatorOf(rxdb, schema, query));
  return skip === 0 && documents.length <= limit ? documents : documents.slice(skip, skip + limit);
}

function comparatorOf<Document>(
  rxdb: Rxdb,
  schema: Readonly<RxJsonSchema<RxDocumentData<Document>>>,
  query: PreparedQuery<Document>['query'],
): (a: RxDocumentData<Document>, b: RxDocumentData<Document>) => number {
  const compare = rxdb.getSortComparator<RxDocumentData<Document>>(schema, query as never);
  // It says nothing about documents that are equal in all that is sorted by.
  return (a, b) => compare(a, b) ?? 0;
}
