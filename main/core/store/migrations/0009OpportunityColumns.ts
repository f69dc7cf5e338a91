/**
 * Opportunities have what a board sorts and sums by in columns of their own: the pipeline, the chances, since when they stand
 * where they stand, and the day of the next step. Rows keep their numbers: the words of the search hang on them.
 */
import type { Connection } from '../connection.ts';

export function opportunityColumns(connection: Connection): void {
  // A view that names the table would stand in the way of its new name.
  const view = connection.get<{ sql: string }>(`SELECT sql FROM sqlite_schema WHERE name = 'search_documents'`);
  connection.exec('DROP VIEW search_documents');
  connection.exec(REBUILT);
  connection.exec(view?.sql ?? '');
}

const ENVELOPE =
  'rowid, id, kind, revision, version, deleted, written_at, home_scope, shares, created_by, created_at, updated_by, updated_at, pending';
const COLUMNS = 'name, customer_id, owner_id, product_id, stage, amount, currency, expected_close_on, closed_on';

/** The id of the built-in pipeline, in which every deal stood that names none. */
const BUILT_IN = '49a22b38-f027-8d06-8abb-61bd2fa434d9';

/** null for whatever is of another type, and for a body that is damaged. */
const valueOf = (path: string, type: 'text' | 'integer'): string =>
  `CASE WHEN json_valid(body) AND json_type(body, ${path}) = '${type}' THEN nullif(json_extract(body, ${path}), '') END`;

const ENTERED = `coalesce(
    ${valueOf(`'$.stageHistory."' || stage || '"'`, 'text')},
    ${valueOf("'$.openedOn'", 'text')} || 'T00:00:00.000Z')`;

const REBUILT = /* sql */ `
CREATE TABLE opportunities_rebuilt (
  rowid INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  revision INTEGER NOT NULL,
  version INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  written_at INTEGER NOT NULL,
  home_scope TEXT,
  shares TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_by TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  pending INTEGER NOT NULL,
  name TEXT,
  customer_id TEXT,
  owner_id TEXT,
  product_id TEXT,
  stage TEXT,
  amount INTEGER,
  currency TEXT,
  expected_close_on TEXT,
  closed_on TEXT,
  pipeline_id TEXT,
  probability INTEGER,
  entered_at TEXT,
  next_step_on TEXT,
  body TEXT NOT NULL
) STRICT;
INSERT INTO opportunities_rebuilt (${ENVELOPE}, ${COLUMNS}, pipeline_id, probability, entered_at, next_step_on, body)
  SELECT ${ENVELOPE}, ${COLUMNS}, coalesce(${valueOf("'$.pipelineId'", 'text')}, '${BUILT_IN}'), ${valueOf("'$.probability'", 'integer')},
    ${ENTERED}, ${valueOf("'$.nextStepOn'", 'text')}, body
  FROM opportunities ORDER BY rowid;
DROP TABLE opportunities;
ALTER TABLE opportunities_rebuilt RENAME TO opportunities;
CREATE INDEX opportunities_by_stage ON opportunities (stage, expected_close_on) WHERE deleted = 0;
CREATE INDEX opportunities_by_customer ON opportunities (customer_id) WHERE deleted = 0;
CREATE INDEX opportunities_by_worth ON opportunities (stage, currency, amount) WHERE deleted = 0;
CREATE INDEX opportunities_on_board ON opportunities (pipeline_id, stage, expected_close_on, id, currency, amount, probability, entered_at, owner_id, customer_id) WHERE deleted = 0;
CREATE INDEX opportunities_closed ON opportunities (stage, closed_on, owner_id, customer_id, currency, amount) WHERE deleted = 0;
`;
